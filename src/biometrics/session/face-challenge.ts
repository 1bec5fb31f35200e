/**
 * The other liveness challenge, for people who cannot turn the head: they close both eyes or open the mouth wide, three
 * times in a random order, and rest in between for a random number of frames. Pure, as the head's (`challenge.ts`).
 */
import { type Openings, openingsOf } from './expression.ts';

/** `eyes`: both are closed. `mouth`: it is open wide. */
export const FACE_MOVES = ['eyes', 'mouth'] as const;
export type FaceMove = (typeof FACE_MOVES)[number];

export type FaceChallengeState = {
  kind: 'face';
  moves: FaceMove[];
  /** Number of frames at rest that come before each movement. */
  rests: number[];
  /** How many of the movements are done. */
  done: number;
  /** Number of frames at rest since the last movement. The movement is asked for once they are enough. */
  rested: number;
  /** Number of judged frames since the request for the movement, or for the rest. */
  waited: number;
  /** What the last frames show without a change, and how many of them, since which frame of the request. */
  run?: { shows: FaceMove; frames: number; from: number };
  /** The points of the first frame; empty before it. */
  reference: number[];
  /** Openings in the first frames at rest, with which all later ones are compared. */
  neutral: Openings[];
};

/** Eyes that are open less than this part of what they are at rest are closed. */
export const CLOSED = 0.75;
/** A mouth that is open this much more than at rest is open wide, in {@link Openings}. */
export const WIDE = 0.12;
/** Number of movements. */
const MOVES = 3;
/** Number of frames that show the face at rest before the first movement, at least; their median counts. */
const NEUTRAL = 3;
/** Rests draw up to this many frames more than the least, so that a recording does not know when it is asked. */
const REST = { least: 1, most: 3 };
/**
 * Number of frames in a row that must show a movement: a blink lasts for 0.1 to 0.4 s, and a frame comes every 0.4 s.
 * A movement that was not asked for fails only if it is held as long.
 */
const HELD = 2;
/** Number of the first frame after the request that may show the movement, see `challenge.ts`. */
const SOONEST = 2;
/** Largest number of frames for one movement or one rest: 6 s. */
const LATEST = 15;

/**
 * Draws three movements, not all alike, and the rests before them: six orders, 27 rests each.
 * @param random gives a random number, 0 to 1, that nobody can predict.
 */
export function startFaceChallenge(random: () => number): FaceChallengeState {
  // The bits of 1 to 6: every order of two movements but the two that repeat one.
  const order = 1 + Math.floor(random() * 6);
  const moves = Array.from({ length: MOVES }, (_, i) => FACE_MOVES[(order >> i) & 1]!);
  const pause = () => REST.least + Math.floor(random() * (REST.most - REST.least + 1));
  const rests = moves.map((_, i) => pause() + (i === 0 ? NEUTRAL : 0));
  return { kind: 'face', moves, rests, done: 0, rested: 0, waited: 0, reference: [], neutral: [] };
}

/** The movement that is asked for now; `rest` before it; undefined when all are done. */
export function askedFaceMove({ moves, rests, done, rested }: FaceChallengeState): FaceMove | 'rest' | undefined {
  const move = moves[done];
  return move && (rested < rests[done]! ? 'rest' : move);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** `rest`: eyes and mouth as at first. `both` together are none of the movements. */
type Shown = FaceMove | 'rest' | 'both';

function shownBy(neutral: readonly Openings[], { eyes, mouth }: Openings): Shown {
  const closed = eyes <= CLOSED * median(neutral.map((one) => one.eyes));
  const wide = mouth >= median(neutral.map((one) => one.mouth)) + WIDE;
  if (closed && wide) return 'both';
  return closed ? 'eyes' : wide ? 'mouth' : 'rest';
}

type Followed = { state: FaceChallengeState; outcome: 'going' | 'passed' | 'failed' };

/** The first frames say how the face looks at rest. */
function takeNeutral(state: FaceChallengeState, points: readonly number[]): FaceChallengeState {
  const rounded = points.map((value) => Math.round(value * 100) / 100);
  const reference = state.reference.length > 0 ? state.reference : rounded;
  const neutral = [...state.neutral, openingsOf(reference, points)];
  return { ...state, reference, neutral, rested: state.rested + 1 };
}

function nextRun({ run, waited }: FaceChallengeState, shows: Shown): FaceChallengeState['run'] {
  if (shows === 'rest' || shows === 'both') return undefined;
  return run?.shows === shows ? { ...run, frames: run.frames + 1 } : { shows, frames: 1, from: waited };
}

/** Whether a run is the movement before, which the person has not ended yet. */
function isHeldOn({ moves, done, rested, run }: FaceChallengeState, shows: Shown): boolean {
  return rested === 0 && done > 0 && shows === moves[done - 1] && (run === undefined || run.shows === shows);
}

/**
 * Judges one more frame.
 * @param points in the order of `EXPRESSION_POINTS`.
 * @returns the state to store. `passed`: all movements were made. `failed`: a wrong movement, or one too soon or too
 * late, held for {@link HELD} frames.
 */
export function followFaceChallenge(state: FaceChallengeState, points: readonly number[]): Followed {
  if (state.neutral.length < NEUTRAL) return { state: takeNeutral(state, points), outcome: 'going' };
  const asked = askedFaceMove(state);
  const waited = state.waited + 1;
  const shows = shownBy(state.neutral, openingsOf(state.reference, points));
  const late: Followed['outcome'] = waited < LATEST ? 'going' : 'failed';
  if (isHeldOn(state, shows)) return { state: { ...state, waited }, outcome: late };
  const { run: _, ...rest } = state;
  const run = nextRun({ ...state, waited }, shows);
  const next = { ...rest, waited, ...(run && { run }) };
  if (run && run.frames >= HELD) {
    if (run.shows !== asked || run.from < SOONEST) return { state, outcome: 'failed' };
    const { run: __, ...made } = next;
    const done = state.done + 1;
    return {
      state: { ...made, done, rested: 0, waited: 0 },
      outcome: done === state.moves.length ? 'passed' : 'going',
    };
  }
  if (asked !== 'rest' || shows !== 'rest') return { state: next, outcome: late };
  const rested = state.rested + 1;
  return { state: { ...next, rested, waited: rested === state.rests[state.done] ? 0 : waited }, outcome: 'going' };
}

/** Takes one more frame that cannot be judged: nothing is held through it. */
export function passFaceUnseen(state: FaceChallengeState): FaceChallengeState {
  const { run: _, ...rest } = state;
  return { ...rest, waited: Math.max(state.waited, SOONEST - 1) };
}
