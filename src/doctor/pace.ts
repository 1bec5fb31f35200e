/** Whether this machine is fast enough: what a frame takes, against what an attempt has time for. */
import { DECISION_FRAMES } from '../biometrics/decision.ts';
import { SESSION_MS } from '../biometrics/session/session.ts';
import type { EngineStatus } from '../vision/protocol.ts';
import { type Found, found } from './finding.ts';

/** Frames that an attempt needs: those of its first three decisions. The movements of a head need no more. */
const FRAMES = DECISION_FRAMES[2]!;
/** Milliseconds that a frame may take at most, so that an attempt has time for as many. */
const MOST_MS = SESSION_MS / FRAMES;
/** Milliseconds of a frame from which on people notice: an attempt takes twice as long as its polling alone. */
const SLOW_MS = 1_000;

/** Seconds for a text. */
function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}

/** Undefined where the machine is fast enough, or no frame was timed yet. */
export function checkPace({ frameMs }: Pick<EngineStatus, 'frameMs'>): Found | undefined {
  const vars = { frame: seconds(frameMs), most: seconds(MOST_MS), frames: FRAMES, attempt: SESSION_MS / 1000 };
  if (frameMs > MOST_MS) return found('broken', 'doctor.worker.too-slow', vars);
  return frameMs > SLOW_MS ? found('limited', 'doctor.worker.slow', vars) : undefined;
}
