/**
 * The liveness challenge: two head movements in a random order, one after the other. Pure: the database stores the
 * state as JSON between frames. A recorded clip cannot know the movements, and the nose of a photograph cannot leave
 * its plane (see `turn.ts`).
 */
import { broadestOf, type Gaze, gazeOf, headDepth, type Points, USUAL_BREADTH } from './turn.ts';

/** Movements in the mirror image that the person sees: `left` is to the person's own left. */
export const MOVES = ['left', 'right', 'up', 'down'] as const;
export type Move = (typeof MOVES)[number];

export type ChallengeState = {
  moves: Move[];
  /** How many of the movements are done. */
  done: number;
  /** Number of frames that show the requested movement. */
  held: number;
  /** Number of frames since the request for the movement. */
  waited: number;
  /** The points of the face when it looked into the camera. */
  reference: number[];
  /** The largest breadth of the face so far (`turn.ts`). */
  broadest: number;
};

/** Least change of {@link Gaze} in a movement. Turning heads reach 0.4 and more, nods 0.15 to 0.35. */
export const TURN = 0.28;
export const NOD = 0.12;
/** Largest turn in a nod: a picture that is tilted about both axes at once seems to nod, too. */
export const STRAIGHT = 0.15;
/** Least depth of a turn ({@link headDepth}), in eye distances. */
export const DEPTH = 0.05;
/** Number of frames that must show a movement. Landmarks are wrong by chance in one picture, but seldom in two. */
const HELD = 2;
/**
 * Number of the first frame after the request that may show the movement. At 400 ms a frame nobody has read the word
 * and turned the head by the frame before it, so such a head was moving already.
 */
const SOONEST = 2;
/** Largest number of frames for one movement: 6 s. A head that rolls for long enough makes every movement. */
const LATEST = 15;

/**
 * Draws two different movements. At least one is a turn, since photographs nod more easily than they turn. There are
 * ten sequences, all equally likely.
 * @param random gives a random number, 0 to 1, that nobody can predict.
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

/** The movement of the head between two frames; undefined without one. */
export function movementFrom(reference: Points, points: Points): Move | undefined {
  return movementOf(gazeOf(reference), gazeOf(points));
}

function isHead(state: ChallengeState, points: Points, move: Move): boolean {
  if (move === 'up' || move === 'down') return true;
  return headDepth(state.reference, points, state.broadest) >= DEPTH;
}

/**
 * Judges one more frame. If it shows no movement, or still the one before, only time passes.
 * @returns the state to store. `passed`: all movements were made. `failed`: a wrong movement, or one too soon or too
 * late.
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
 * Takes one more frame that cannot be judged: a head in motion is often blurred. Time passes, so a movement in the next
 * frame is not too soon. The frame does not add to {@link LATEST}, since it may have shown the movement.
 */
export function passUnseen(state: ChallengeState): ChallengeState {
  return { ...state, waited: Math.max(state.waited, SOONEST - 1) };
}

/** The requested movement; undefined when all are done. */
export function askedMove({ moves, done }: ChallengeState): Move | undefined {
  return moves[done];
}
