/**
 * The liveness challenge: two head movements that the server draws, done one after the other. Pure; the state goes to
 * the database between frames as JSON. A recorded clip does not know what is asked, a photograph cannot turn its nose
 * out of its plane (see `turn.ts`).
 */
import { broadestOf, type Gaze, gazeOf, headDepth, type Points, USUAL_BREADTH } from './turn.ts';

/** As the person sees it in the mirror image of the camera: `left` is to the own left. */
export const MOVES = ['left', 'right', 'up', 'down'] as const;
export type Move = (typeof MOVES)[number];

export type ChallengeState = {
  moves: Move[];
  /** How many of them are done. */
  done: number;
  /** Frames that show the movement that is asked. */
  held: number;
  /** Frames since the movement was asked. */
  waited: number;
  /** The points of the face when it looked into the camera. */
  reference: number[];
  /** The largest breadth of the face so far (`turn.ts`). */
  broadest: number;
};

/** Change of {@link Gaze} from which a movement counts. Turning heads reach 0.4 and more, nods 0.15 to 0.35. */
export const TURN = 0.28;
export const NOD = 0.12;
/** Turn up to which a nod counts: a picture that is tilted about both axes at once nods in passing. */
export const STRAIGHT = 0.15;
/** Depth that a turn must show ({@link headDepth}), in eye distances. */
export const DEPTH = 0.05;
/** Frames that have to show a movement: what the landmarks make of one picture by chance, they seldom make of two. */
const HELD = 2;
/**
 * Frames that show a movement sooner than this one after it was asked were moving already: at 400 ms a frame nobody has
 * read the word and turned the head by the first.
 */
const SOONEST = 2;
/** Frames within which a movement has to come: 6 s. Who rolls the head for long enough does everything. */
const LATEST = 15;

/**
 * Draws the movements: two different ones, at least one of them a turn, since photographs nod more easily than they
 * turn. Ten sequences, all as likely.
 * @param random a fresh random number, 0 to 1, from a source that nobody can foresee.
 */
export function drawMoves(random: () => number): Move[] {
  const sequences = MOVES.flatMap((first) => MOVES.map((second) => [first, second])).filter(
    ([first, second]) => first !== second && [first, second].some((move) => move === 'left' || move === 'right'),
  );
  return sequences[Math.floor(random() * sequences.length)]!;
}

/** @param reference points of a frame in which the face looks into the camera. */
export function startChallenge(moves: readonly Move[], reference: Points): ChallengeState {
  const rounded = Array.from(reference, (value) => Math.round(value * 100) / 100);
  const broadest = broadestOf(USUAL_BREADTH, rounded, rounded);
  return { moves: [...moves], done: 0, held: 0, waited: 0, reference: rounded, broadest };
}

function movementOf(from: Gaze, to: Gaze): Move | undefined {
  const [across, down] = [to.across - from.across, to.down - from.down];
  if (Math.abs(across) >= TURN) return across > 0 ? 'left' : 'right';
  if (Math.abs(down) >= NOD && Math.abs(across) < STRAIGHT) return down > 0 ? 'down' : 'up';
  return undefined;
}

/** What the head does from one frame to the other; undefined: nothing that counts. */
export function movementFrom(reference: Points, points: Points): Move | undefined {
  return movementOf(gazeOf(reference), gazeOf(points));
}

function isHead(state: ChallengeState, points: Points, move: Move): boolean {
  if (move === 'up' || move === 'down') return true;
  return headDepth(state.reference, points, state.broadest) >= DEPTH;
}

/**
 * Judges one more frame. One that shows no movement, or the one before still, only takes time.
 * @returns the state to keep; `passed` when all movements were made, `failed` when another was, or one too soon or late.
 */
export function followChallenge(
  state: ChallengeState,
  points: Points,
): { state: ChallengeState; outcome: 'going' | 'passed' | 'failed' } {
  const waited = state.waited + 1;
  const broadest = broadestOf(state.broadest, state.reference, points);
  const movement = movementFrom(state.reference, points);
  const [before, asked] = [state.moves[state.done - 1], state.moves[state.done]];
  const moved = movement !== undefined && movement !== before;
  if (moved && (movement !== asked || waited < SOONEST)) return { state, outcome: 'failed' };
  const held = state.held + (moved && isHead(state, points, movement) ? 1 : 0);
  if (held < HELD)
    return { state: { ...state, held, waited, broadest }, outcome: waited < LATEST ? 'going' : 'failed' };
  const next = { ...state, done: state.done + 1, held: 0, waited: 0, broadest };
  return { state: next, outcome: next.done === next.moves.length ? 'passed' : 'going' };
}

/**
 * One more frame that cannot be judged: a head in motion is often blurred. Time passes, so that who moves with the next
 * one was not too soon. Towards {@link LATEST} it does not count: what could not be seen may have been the movement.
 */
export function passUnseen(state: ChallengeState): ChallengeState {
  return { ...state, waited: Math.max(state.waited, SOONEST - 1) };
}

/** The movement that is asked now; undefined when all are done. */
export function askedMove({ moves, done }: ChallengeState): Move | undefined {
  return moves[done];
}
