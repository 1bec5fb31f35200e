/**
 * Measures what the faces of each group have in common, as the networks see them (`recognizers/embedding/centres.ts`).
 */
import { writeFile } from 'node:fs/promises';
import { CENTRE_PEOPLE, encodeCentre } from '../../src/vision/recognizers/embedding/centres.ts';
import { byGroup, type SetOptions } from '../data/groups.ts';
import { withNetworks } from '../data/networks.ts';
import { type Portrayed, portray } from '../data/portraits.ts';
import type { Progress } from '../progress.ts';

export type MeasuredCentre = { source: string; group: string; people: number; float32: string };

/** One centre for each group, of the first image of each person. A small group has none: it would show who is in it. */
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
 * @returns what it wrote.
 * @throws {Error} in one line: the data or the models are missing.
 */
export async function measureCentres(options: {
  sets: readonly SetOptions[];
  out: string;
  command: string;
  progress: Progress;
}): Promise<MeasuredCentre[]> {
  const { sets, out, command, progress } = options;
  const people: Portrayed[] = [];
  await withNetworks({ recognizer: 'embedding', customModel: '' }, async (networks) => {
    for (const set of sets) people.push(...(await portray(set, { ...networks, gate: false, progress })).people);
  });
  const centres = centresOf(people);
  await writeFile(out, `${JSON.stringify({ command, centres }, null, 2)}\n`);
  return centres;
}
