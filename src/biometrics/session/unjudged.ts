/**
 * What kept most frames of a camera session from being judged, so that the person can change it. Pure. It counts what
 * the pictures show and never whose face that is: a known and an unknown face are told the same.
 */
import { countProblem } from '../decision.ts';
import { type Observation, PROBLEMS, type Problem } from '../observation.ts';
import type { SessionState } from './session.ts';

/** `too-few-frames`: hardly a frame came, so there was no decision, and no picture is to blame. */
export type Unjudged = Problem | 'too-few-frames';

/** Counts a frame while movements are asked for. `decide` counts all other frames. */
export function countMoving<S extends SessionState>(state: S, { problem }: Observation): S {
  if (problem) return { ...state, problems: countProblem(state.problems, problem) };
  return { ...state, moving: (state.moving ?? 0) + 1 };
}

/** The most frequent problem, where more frames had a problem than not. Undefined: faces were judged. */
export function unjudgedBy(state: SessionState): Unjudged | undefined {
  const { usable, moving = 0, problems, decisions } = state;
  const amount = (problem: Problem) => problems[problem] ?? 0;
  const unjudged = PROBLEMS.reduce((sum, problem) => sum + amount(problem), 0);
  if (unjudged > usable + moving) return PROBLEMS.toSorted((a, b) => amount(b) - amount(a))[0];
  return decisions.length === 0 ? 'too-few-frames' : undefined;
}
