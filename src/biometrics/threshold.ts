/**
 * From measured impostor scores to the threshold of a sign-in.
 *
 * One attempt shows up to `frames` frames to `people` x `templates` references and is accepted when two of its frames
 * agree. Whatever the dependence between frames and templates, the expected number of false matches of a stranger's
 * attempt is at most frames x people x templates x FMR, and the chance of two or more is at most half of that
 * (Markov's inequality). So the FMR of one comparison has to be at most 2 x target / (frames x people x templates).
 */

/** Impostor scores of one recognizer, measured by `facelogin calibrate`. */
export type Calibration = {
  recognizer: string;
  version: number;
  people: number;
  images: number;
  /** Comparisons of images of different people, all against all. */
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

/** An attempt ends after so many frames (docs/security.md). */
export const FRAMES_PER_ATTEMPT = 40;
/** How many templates an enrolment keeps at most. */
export const TEMPLATES_PER_PERSON = 5;
/** Frames that must agree: the factor 2 above depends on it. */
export const AGREEING_FRAMES = 2;

export type Circumstances = {
  /** Highest accepted chance that one attempt lets a stranger in as anybody. */
  targetFmr: number;
  /** How many people are enrolled. */
  galleryPeople: number;
  /** Frames that one attempt may show. */
  framesPerAttempt?: number;
  /** Templates of each person. */
  templatesPerPerson?: number;
};

/** The FMR of one comparison that keeps a whole attempt within the target. An empty gallery counts as one person. */
export function neededFmr(circumstances: Circumstances): number {
  const { targetFmr, galleryPeople } = circumstances;
  const { framesPerAttempt = FRAMES_PER_ATTEMPT, templatesPerPerson = TEMPLATES_PER_PERSON } = circumstances;
  return (AGREEING_FRAMES * targetFmr) / (framesPerAttempt * templatesPerPerson * Math.max(1, galleryPeople));
}

/**
 * The lowest FMR that the calibration can vouch for: 3 / n (rule of three: none seen in n independent trials leaves
 * up to 3 / n at 95 %). Two people are one trial, however many images of them were compared.
 */
export function supportedFmr(calibration: Calibration): number {
  return 3 / ((calibration.people * (calibration.people - 1)) / 2);
}

/**
 * The threshold for a gallery of this size: the lowest measured score whose FMR is low enough.
 * @returns `supported: false` with the strictest measured threshold where the data cannot vouch for the target.
 * @throws {RangeError} when the calibration holds no threshold.
 */
export function chooseThreshold(
  calibration: Calibration,
  circumstances: Circumstances,
): { threshold: number; supported: boolean } {
  const strictest = calibration.table.at(-1);
  if (!strictest) throw new RangeError('Cannot choose a threshold: the calibration is empty');
  const needed = neededFmr(circumstances);
  const row = calibration.table.find(({ fmr }) => fmr <= needed);
  return { threshold: (row ?? strictest).score, supported: row !== undefined && needed >= supportedFmr(calibration) };
}

/** The most people for whom the calibration can vouch for the target; 0 when it cannot even for one. */
export function supportedPeople(calibration: Calibration, targetFmr: number): number {
  const floor = Math.max(supportedFmr(calibration), calibration.table.at(-1)?.fmr ?? 1);
  // The quotient may fall a rounding error short of a whole number that is exactly right.
  return Math.floor(neededFmr({ targetFmr, galleryPeople: 1 }) / floor + 1e-9);
}
