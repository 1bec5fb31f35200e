/** How long the workers take for a frame, from what they took lately. */
import type { Answers, SharedRequest } from '../messages.ts';

/** Frames of which the middle one counts: a machine is slow for a while, and one frame says little. */
const LAST = 21;

/** Whether a frame took all of the work: it showed a face, and was compared. */
function isWhole(kind: SharedRequest['kind'], answer: unknown): boolean {
  if (kind !== 'observe') return false;
  const { face, problem, still } = answer as Answers['observe'];
  return face !== undefined && !problem && !still;
}

/** Collects the times. `middle`: the median in milliseconds; undefined before the first frame. */
export function createPace() {
  const times: number[] = [];
  return {
    /** @param answer undefined where the request failed. */
    add(kind: SharedRequest['kind'], milliseconds: number, answer: unknown): void {
      if (answer === undefined || !isWhole(kind, answer)) return;
      times.push(milliseconds);
      if (times.length > LAST) times.shift();
    },
    middle: (): number | undefined => times.toSorted((a, b) => a - b)[times.length >> 1],
  };
}
