/**
 * From measured impostor scores to the threshold of a sign-in.
 *
 * An attempt decides {@link DECISION_FRAMES}.length times. At each decision a stranger's frames are compared with
 * everybody enrolled, and the mean of their scores has to reach the threshold. A mean of several frames of one face
 * reaches a high threshold no more often than a single frame does, so by the union bound, whatever decisions, people
 * and templates have to do with each other, the chance that the attempt lets a stranger in is at most
 * decisions x people x FMR of one comparison (x templates where a person scores with the best of several).
 */
import { DECISION_FRAMES } from './decision.ts';

/** `mean`: one comparison a person, with the mean of their templates. `best`: one comparison a template. */
export type Combines = 'mean' | 'best';

/** Impostor scores of one recognizer, measured by `facelogin calibrate`. */
export type Calibration = {
  recognizer: string;
  version: number;
  combines: Combines;
  people: number;
  images: number;
  /** Comparisons of images with images, or with enrolled people, of different people, all against all. */
  comparisons: number;
  /** Strictest last: the lowest score that at most the share `fmr` of those comparisons reaches. */
  table: { fmr: number; score: number }[];
  /** How far, in score, the best person must lead the next one to be told apart (see `decision.ts`). */
  margin: number;
  /** Score at which two frames of one clip count as the same person (see `consistency.ts`). */
  samePerson: number;
  /** What it was measured on and how to measure it again. */
  data: string;
  command: string;
};

/** How many templates an enrolment keeps where nothing else is said. */
export const TEMPLATES_PER_PERSON = 5;

export type Circumstances = {
  /** Highest accepted chance that one attempt lets a stranger in as anybody. */
  targetFmr: number;
  /** How many people the attempt is compared with: everybody enrolled, or the one person named first. */
  people: number;
  /** Templates of each person. */
  templatesPerPerson?: number;
};

/** Chances of a false match in one attempt against one person. */
function chancesPerPerson(combines: Combines, templatesPerPerson = TEMPLATES_PER_PERSON): number {
  return DECISION_FRAMES.length * (combines === 'best' ? templatesPerPerson : 1);
}

/** The FMR of one comparison that keeps a whole attempt within the target. An empty gallery counts as one person. */
export function neededFmr(calibration: Pick<Calibration, 'combines'>, circumstances: Circumstances): number {
  const { targetFmr, people, templatesPerPerson } = circumstances;
  return targetFmr / (chancesPerPerson(calibration.combines, templatesPerPerson) * Math.max(1, people));
}

/**
 * The lowest FMR that the calibration can vouch for: 3 / n (rule of three: none seen in n independent trials leaves
 * up to 3 / n at 95 %). Two people are one trial, however many images of them were compared.
 */
export function supportedFmr(calibration: Pick<Calibration, 'people'>): number {
  return 3 / ((calibration.people * (calibration.people - 1)) / 2);
}

/**
 * The threshold for these circumstances: the lowest measured score whose FMR is low enough.
 * @returns `supported: false` with the strictest measured threshold where the data cannot vouch for the target.
 * @throws {RangeError} when the calibration holds no threshold.
 */
export function chooseThreshold(
  calibration: Calibration,
  circumstances: Circumstances,
): { threshold: number; supported: boolean } {
  const strictest = calibration.table.at(-1);
  if (!strictest) throw new RangeError('Cannot choose a threshold: the calibration is empty');
  const needed = neededFmr(calibration, circumstances);
  const row = calibration.table.find(({ fmr }) => fmr <= needed);
  return { threshold: (row ?? strictest).score, supported: row !== undefined && needed >= supportedFmr(calibration) };
}

/** The most people for whom the calibration can vouch for the target; 0 when it cannot even for one. */
export function supportedPeople(calibration: Calibration, circumstances: Omit<Circumstances, 'people'>): number {
  const floor = Math.max(supportedFmr(calibration), calibration.table.at(-1)?.fmr ?? 1);
  // The quotient may fall a rounding error short of a whole number that is exactly right.
  return Math.floor(neededFmr(calibration, { ...circumstances, people: 1 }) / floor + 1e-9);
}
