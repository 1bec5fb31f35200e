/** What the report of the liveness check and its JSON count alike. */
import { type Rate, rateOf } from '../../../src/biometrics/rates/pad.ts';
import type { Label } from './files.ts';
import type { LivenessResult, Presentation } from './liveness.ts';

export type Counted = { files: number; frames: number; failuresToAcquire: number; poor: number };

export function countOf({ presentations }: LivenessResult, label: Label): Counted {
  const own = presentations.filter((one) => one.label === label);
  const frames = own.flatMap((one) => one.frames);
  return {
    files: own.length,
    frames: frames.length,
    failuresToAcquire: frames.filter(({ cues }) => !cues).length,
    poor: frames.filter(({ cues, problem }) => cues && problem).length,
  };
}

/** How often a file passes, as a recording, both the passive check and the challenge. */
export function fusionOf({ verdict, recording }: Presentation): Rate | undefined {
  return verdict === 'live' || !recording ? recording : rateOf(0, recording.trials);
}
