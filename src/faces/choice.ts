/** Which frames of an enrollment clip become templates. */
import {
  chooseTemplates,
  type EnrollmentProblem,
  enrollmentProblems,
  GOOD_FRAMES,
  showsTurn,
} from '../biometrics/consistency.ts';
import { fuseLiveness, judgeLiveness } from '../biometrics/liveness.ts';
import type { Deps } from '../deps.ts';
import { policyFor } from '../policy/policy.ts';
import type { Sample } from '../vision/protocol.ts';
import { calibrationOf } from '../vision/recognizers/calibration.ts';

type ChoiceDeps = Pick<Deps, 'vision' | 'config' | 'liveness'>;

/** Samples one frame after the other. So sign-in frames can go ahead and one clip never fills the queue. */
async function sampleAll(deps: ChoiceDeps, frames: readonly Uint8Array[]): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const frame of frames) samples.push(await deps.vision.sample(frame));
  return samples;
}

/** Chooses the samples of a clip to keep. @returns the problems instead if the clip cannot be enrolled. */
export async function chooseSamples(
  deps: ChoiceDeps,
  frames: readonly Uint8Array[],
): Promise<Sample[] | EnrollmentProblem[]> {
  const samples = await sampleAll(deps, frames);
  const observations = samples.map((sample) => sample.observation);
  const problems = enrollmentProblems(observations, GOOD_FRAMES);
  if (problems.length > 0) return problems;
  const good = samples.filter((sample) => sample.observation.problem === undefined);
  const { recognizer, customModel, templates: keep, liveness } = policyFor(deps);
  const deciding = good.map((sample) => sample.templates.find((template) => template.recognizer === recognizer)!);
  const scores = await deps.vision.compare(deciding);
  const faces = good.map((sample) => sample.observation.face!);
  const { samePerson } = calibrationOf(recognizer, customModel);
  const choice = chooseTemplates(faces, scores, { samePerson, atLeast: GOOD_FRAMES, keep });
  if (!choice.kept) return [choice.problem];
  const { passive, challenge } = liveness;
  const cues = fuseLiveness(good.map((sample) => sample.observation.liveness ?? {}));
  // An enrolled picture would sign in whoever holds it.
  if (passive && judgeLiveness(cues, passive) !== 'live') return ['not-live'];
  if (challenge && !showsTurn(observations)) return ['no-turn'];
  return choice.kept.map((index) => good[index]!);
}

export function isProblems(chosen: Sample[] | EnrollmentProblem[]): chosen is EnrollmentProblem[] {
  return typeof chosen[0] === 'string';
}
