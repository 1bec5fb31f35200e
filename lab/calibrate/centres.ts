/** Measures what the faces of each group have in common, as the networks see them (`recognizers/embedding.centres.ts`). */
import { writeFile } from 'node:fs/promises';
import { findModels } from '../../src/vision/models/models.ts';
import { openPipeline } from '../../src/vision/pipeline/pipeline.ts';
import { CENTRE_PEOPLE, encodeCentre } from '../../src/vision/recognizers/embedding/centres.ts';
import { openEmbedding } from '../../src/vision/recognizers/embedding/embedding.ts';
import { byGroup, type SetOptions } from '../data/groups.ts';
import { type Portrayed, portray } from '../data/portraits.ts';

export type MeasuredCentre = { source: string; group: string; people: number; float32: string };

/** One centre a group, of the first image of each of its people; none of a group too small to be nobody's likeness. */
export function centresOf(people: readonly Portrayed[]): MeasuredCentre[] {
  return [...byGroup(people)]
    .filter(([, members]) => members.length >= CENTRE_PEOPLE)
    .map(([group, members]) => ({
      source: members[0]!.source,
      group,
      people: members.length,
      float32: encodeCentre(members.map(({ templates }) => templates[0] as Float32Array)),
    }));
}

/**
 * Writes the mean embedding of each group of these sets.
 * @returns of which groups it is.
 * @throws {Error} in one line, where the data or the models are missing.
 */
export async function measureCentres(options: {
  sets: readonly SetOptions[];
  out: string;
  command: string;
  progress: (done: number, all: number, what: string) => void;
}): Promise<MeasuredCentre[]> {
  const { sets, out, command, progress } = options;
  const pipeline = await openPipeline(findModels());
  const recognizer = await openEmbedding(findModels());
  const people: Portrayed[] = [];
  for (const set of sets) people.push(...(await portray(set, { pipeline, recognizer, gate: false, progress })).people);
  await recognizer.release?.();
  await pipeline.release();
  const centres = centresOf(people);
  await writeFile(out, `${JSON.stringify({ command, centres }, null, 2)}\n`);
  return centres;
}
