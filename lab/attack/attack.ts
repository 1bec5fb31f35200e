/**
 * One made-up attempt to sign in with a photograph that is waved before a camera. Every frame goes through the
 * product's own pipeline, and its points through the product's own challenge.
 */
import { DECISION_FRAMES } from '../../src/biometrics/decision.ts';
import {
  askedMove,
  type ChallengeState,
  DEPTH,
  drawMoves,
  followChallenge,
  NOD,
  passUnseen,
  startChallenge,
  TURN,
} from '../../src/biometrics/session/challenge.ts';
import { gazeOf, headDepth, type Points, showsDepth } from '../../src/biometrics/session/turn.ts';
import { fivePoints } from '../../src/vision/pipeline/align.ts';
import { normalizeFrame } from '../../src/vision/pipeline/normalize.ts';
import type { Pipeline } from '../../src/vision/pipeline/pipeline.ts';
import type { Frame } from '../../src/vision/protocol.ts';
import { openCamera, type Photo } from './camera.ts';
import { attackerOf, type Strategy } from './motion.ts';

/** Sign-in takes a frame every 400 ms for 30 seconds. */
export const INTERVAL_SECONDS = 0.4;
export const ATTEMPT_FRAMES = 75;

export type Try = {
  /** `unasked`: too few frames were usable for the challenge to begin. `going`: the time was over before its end. */
  outcome: 'unasked' | 'going' | 'failed' | 'passed';
  /** Movements that were made, of two. */
  done: number;
  frames: number;
  /** Frames that the challenge judged. The next three count frames of these. */
  judged: number;
  /** The gaze moved far enough to count as a nod, or as a turn, or as a turn that looks like a head's. */
  nods: number;
  turns: number;
  turnsOfHead: number;
  /** Whether the frames show the depth that enrollment asks for. */
  depth: boolean;
};

/** Finds the face in a photograph. @throws {Error} in one line: there is none. */
export async function readPhoto(file: string, frame: Frame, pipeline: Pipeline): Promise<Photo> {
  const { face } = (await pipeline.look(frame, 'central')).observation;
  if (!face) throw new Error(`There is no face in ${file}.`);
  const [right, left, , ...mouth] = fivePoints(Float32Array.from(face.points));
  const middle = (axis: 'x' | 'y') => (right![axis] + left![axis] + mouth[0]![axis] + mouth[1]![axis]) / 4;
  const eyeDistance = Math.hypot(left!.x - right!.x, left!.y - right!.y);
  return { file, frame, middle: { x: middle('x'), y: middle('y') }, eyeDistance };
}

/** Counts what a frame shows, compared with the reference of the challenge. */
function count(found: Try, { reference, broadest }: ChallengeState, points: Points): void {
  const [before, now] = [gazeOf(reference), gazeOf(points)];
  const across = now.across - before.across;
  found.judged++;
  if (Math.abs(across) < TURN) {
    if (Math.abs(now.down - before.down) >= NOD) found.nods++;
    return;
  }
  found.turns++;
  if (headDepth(reference, points, broadest) >= DEPTH) found.turnsOfHead++;
}

/** The points of a frame that sign-in would use. While movements are asked for, a face turned away counts, too. */
async function pointsOf(jpeg: Uint8Array, pipeline: Pipeline, turning: boolean): Promise<Points | undefined> {
  const { face, problem } = (await pipeline.look(await normalizeFrame(jpeg))).observation;
  return problem && !(turning && problem === 'turned-away') ? undefined : face?.points;
}

/**
 * Runs one attempt to its end. The challenge begins with the usable frame after which sign-in decides first. Whose face
 * it is and how live it looks do not count: other measurements show that.
 * @param random chance of the attacker, the camera and the challenge. It alone decides what happens.
 */
export async function attempt(
  { photo, strategy, frames = ATTEMPT_FRAMES }: { photo: Photo; strategy: Strategy; frames?: number },
  pipeline: Pipeline,
  random: () => number,
): Promise<Try> {
  const attacker = attackerOf(strategy, random);
  const shoot = await openCamera(photo, random);
  const counts = { done: 0, frames: 0, judged: 0, nods: 0, turns: 0, turnsOfHead: 0 };
  const found: Try = { outcome: 'unasked', ...counts, depth: false };
  const seen: Points[] = [];
  let state: ChallengeState | undefined;
  for (let since = 0; found.frames < frames && ['unasked', 'going'].includes(found.outcome); since++) {
    const seconds = found.frames++ * INTERVAL_SECONDS;
    const hold = attacker({ seconds, asked: state && askedMove(state), since });
    const points = await pointsOf(await shoot(hold, seconds), pipeline, state !== undefined);
    if (!points) {
      state = state && passUnseen(state);
      continue;
    }
    seen.push(points);
    if (state) {
      count(found, state, points);
      const step = followChallenge(state, points);
      if (step.state.done > found.done) since = -1;
      [state, found.done, found.outcome] = [step.state, step.state.done, step.outcome];
    } else if (seen.length === DECISION_FRAMES[0]) {
      [state, found.outcome, since] = [startChallenge(drawMoves(random), points), 'going', -1];
    }
  }
  return { ...found, depth: showsDepth(seen) };
}
