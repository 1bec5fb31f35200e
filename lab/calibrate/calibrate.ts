/**
 * Measures impostor scores group by group, and writes the thresholds at which the worst group gets what is promised.
 */
import { writeFile } from 'node:fs/promises';
import { thresholdAtFmr } from '../../src/biometrics/rates/rates.ts';
import { type Calibration, worstGroup } from '../../src/biometrics/threshold.ts';
import type { Recognizer, RecognizerId } from '../../src/vision/recognizers/recognizer.ts';
import { byGroup, type SetOptions } from '../data/groups.ts';
import { withNetworks } from '../data/networks.ts';
import { type Portrayed, portrayAll } from '../data/portraits.ts';
import type { Progress } from '../progress.ts';
import { type AttemptFactor, attemptFactor } from './attempts.ts';
import { ENROLLED, measureGroup } from './group.ts';
import { roundedUp } from './steps.ts';
import { worstTable } from './table.ts';

export type CalibrateOptions = {
  sets: readonly SetOptions[];
  recognizer: RecognizerId;
  /** Path of the description of the operator's own model, for `custom`. */
  customModel: string;
  /** The JSON file to write. */
  out: string;
  /** The command line, for the file. */
  command: string;
  log: (line: string) => void;
  progress: Progress;
};

/**
 * FMR of one comparison in the worst group at which two frames of one clip no longer count as the same person. With
 * LBPH it is that of the largest group: frames of a clip that turns and talks fall below a stricter threshold.
 */
const SAME_PERSON_FMR = 0.01;

type Groups = ReadonlyMap<string, Portrayed[]>;

/** Scores of the first images of the people of one group with each other. */
function singleScores(people: readonly Portrayed[], recognizer: Recognizer): Float64Array {
  const scores: number[] = [];
  const templates = people.map((person) => person.templates[0]);
  for (const [at, probe] of templates.entries()) scores.push(...recognizer.compareAll(probe, templates.slice(at + 1)));
  return Float64Array.from(scores.filter((score) => score < recognizer.double)).sort();
}

/** The score from which two frames count as the same person. */
function samePersonOf(groups: Groups, recognizer: Recognizer): number {
  const bySize = [...groups.values()].sort((a, b) => b.length - a.length);
  const asked = recognizer.id === 'lbph' ? bySize.slice(0, 1) : bySize;
  return Math.max(...asked.map((members) => thresholdAtFmr(singleScores(members, recognizer), SAME_PERSON_FMR)));
}

/** The factor of an attempt in the group in which it is highest. */
function worstAttempt(groups: Groups, recognizer: Recognizer): AttemptFactor | undefined {
  const found = [...groups].map(([group, people]) => attemptFactor(group, people, recognizer, people[0]!.source));
  return found.filter((one) => one !== undefined).sort((a, b) => b.upper - a.upper)[0];
}

function describeAttempt({ group, people, fmr, factor, upper }: AttemptFactor): Calibration['attempt'] {
  const data = `${group}, ${people} people, at FMR ${fmr}: ${factor.toFixed(2)}, upper end ${upper.toFixed(2)}`;
  return { factor: Math.max(1, roundedUp(upper)), data };
}

/** The whole calibration, from the templates of all sets. */
function calibrationFrom(people: readonly Portrayed[], recognizer: Recognizer, command: string): Calibration {
  const groups = byGroup(people);
  const measured = [...groups].map(([group, members]) => measureGroup(group, members, recognizer));
  const figures = measured.map((one) => one.figures);
  const reach = worstGroup({ groups: figures })!.reach;
  const attempt = worstAttempt(groups, recognizer);
  const shown = new Set(figures.flatMap(({ points }) => points.map(({ enrolled }) => enrolled)));
  const steps = ENROLLED.filter((enrolled) => shown.has(enrolled));
  return {
    recognizer: recognizer.id,
    version: recognizer.version,
    combines: recognizer.combines,
    people: people.length,
    images: people.reduce((sum, { templates }) => sum + templates.length, 0),
    reach,
    ...(attempt && { attempt: describeAttempt(attempt) }),
    margin: roundedUp(Math.max(...measured.map(({ spread }) => spread))),
    samePerson: roundedUp(samePersonOf(groups, recognizer)),
    tables: steps.map((enrolled) => ({ enrolled, table: worstTable(figures, enrolled, reach) })),
    groups: figures,
    data: [...groups].map(([group, members]) => `${group} (${members.length} people)`).join(', '),
    command,
  };
}

/** JSON with each row of a table in one line, so that people can read the file and its changes. */
function asJson(calibration: Calibration): string {
  const leaf = /\{\n\s+("[^{}[\]]*?)\n\s+\}/g;
  const inLine = (_: string, inside: string) => `{ ${inside.replace(/\n\s+/g, ' ')} }`;
  return `${JSON.stringify(calibration, null, 2).replace(leaf, inLine)}\n`;
}

/**
 * Calibrates a recognizer on sets of people.
 * @returns what it wrote to `out`.
 * @throws {Error} in one line: the data or the models are missing.
 */
export async function calibrate(options: CalibrateOptions): Promise<Calibration> {
  const { sets, log, progress, command, out } = options;
  const calibration = await withNetworks(options, async (networks) => {
    const people = await portrayAll(sets, { ...networks, gate: false, progress }, (data, found) => {
      log(`${data}: ${found.people.length} people, ${found.images} images; not: ${JSON.stringify(found.failures)}`);
    });
    return calibrationFrom(people, networks.recognizer, command);
  });
  await writeFile(out, asJson(calibration));
  return calibration;
}
