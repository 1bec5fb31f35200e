/**
 * One camera session, frame after frame: its duration, its pace, and the challenge in the middle of it. Sign-in and the
 * administrator's self-test share it. Pure.
 */

import type { DecisionState, Hint } from '../decision.ts';
import { judgeLiveness, type LivenessPolicy } from '../liveness.ts';
import type { Observation } from '../observation.ts';
import { askedMove, type ChallengeState, drawMoves, startChallenge } from './challenge.ts';
import { type AskedMove, askedOf, type Challenge, followEither, passEither } from './either.ts';
import { startFaceChallenge } from './face-challenge.ts';

/**
 * Milliseconds of a session, and again as many with a challenge; and its largest number of frames (`docs/security.md`).
 */
export const SESSION_MS = 30_000;
export const SESSION_FRAMES = 40;
/** Further frames for a challenge: one every 400 ms, and a few to spare. */
export const CHALLENGE_FRAMES = 80;
/** Least milliseconds between two frames of one session. */
export const FRAME_GAP_MS = 300;
/** Number of quick frames once a face is seen. After them polling is slow again, as decisions get rarer, too. */
const QUICK_FRAMES = 16;

export type Interval = '2s' | '400ms';
/** `id`: identifies the exact bytes of a frame. `replayed`: another session has shown these bytes. */
export type FrameId = { id: string; replayed: boolean };
/** Whom a decision found. */
export type Match = { userId: string; templateId: string; score: number };
/** What a session keeps between frames. */
export type SessionState = DecisionState & {
  challenge?: Challenge;
  /** Whom the challenge was asked of; absent: a stranger, or somebody who is not let in. */
  match?: Match;
  /** Of a challenge: who was seen in every frame that made a movement. */
  turnedBy?: string[];
  /** Frames without a problem while movements were asked for. */
  moving?: number;
  /** Frames that did not look live while movements were asked for. */
  notLive?: number;
};

/** Continue with the next frame after `interval`. `move`: the movement to make. `progress`: 0 to 1. */
export type GoOn = { kind: 'continue'; interval: Interval; hint: Hint; progress: number; move?: AskedMove };

/**
 * The next step of a session that asks for no movement. It depends on time and frames, never on whose face it is.
 * @param input.looking whether a face was seen, so that the next frame may follow quickly.
 * @param input.elapsed milliseconds since the session began.
 */
export function goOn(input: { frames: number; elapsed: number; looking: boolean; hint: Hint }): GoOn {
  const { frames, elapsed, looking, hint } = input;
  const interval = looking && frames < QUICK_FRAMES ? '400ms' : '2s';
  return { kind: 'continue', hint, interval, progress: Math.min(1, elapsed / SESSION_MS) };
}

/** The head's challenge, where the session waits for its movements. */
export function headChallenge({ challenge }: Pick<SessionState, 'challenge'>): ChallengeState | undefined {
  return challenge && challenge.kind === undefined && askedMove(challenge) ? challenge : undefined;
}

/** Whether the session waits for a movement. */
export function isChallenged({ challenge }: Pick<SessionState, 'challenge'>): boolean {
  return challenge !== undefined && askedOf(challenge) !== undefined;
}

/** Whether a single movement is missing. */
export function lacksOneMove({ challenge }: Pick<SessionState, 'challenge'>): boolean {
  return challenge !== undefined && challenge.done === challenge.moves.length - 1;
}

/** The next step of a session that waits for a movement. */
export function goOnAsking({ challenge }: Pick<SessionState, 'challenge'>, hint: Hint): GoOn & { move: AskedMove } {
  const { done, moves } = challenge!;
  return {
    kind: 'continue',
    interval: '400ms',
    hint,
    progress: (done + 0.5) / moves.length,
    move: askedOf(challenge!)!,
  };
}

/**
 * Draws movements if the policy asks for them, after the first decision, when this frame shows a face.
 * @param random see {@link drawMoves}.
 * @returns the challenge; undefined when none is due, or there was one before.
 */
export function newChallenge(
  { challenge, decisions }: SessionState,
  { face, problem }: Observation,
  { policy, random }: { policy: LivenessPolicy; random: () => number },
): ChallengeState | undefined {
  if (!policy.challenge || challenge || decisions.length === 0 || problem || !face) return undefined;
  return startChallenge(drawMoves(random), face.points);
}

/**
 * The session with the other challenge in place of the head's, from its start: what the head did counts no more.
 * Undefined where no movement of the head is waited for, so that it happens once.
 * @param random see {@link startFaceChallenge}.
 */
export function withOtherChallenge<S extends SessionState>(state: S, random: () => number): S | undefined {
  if (!headChallenge(state)) return undefined;
  const { turnedBy: _, ...rest } = state;
  return { ...rest, challenge: startFaceChallenge(random) } as S;
}

/** Whether a frame in which the head moves looks live by itself, if the policy asks for that. */
export function looksLive({ passive: rule }: LivenessPolicy, { liveness = {} }: Observation): boolean {
  return !rule || judgeLiveness(liveness, { passive: rule.moving ?? rule.passive }) === 'live';
}

/** Whether a frame can show a movement: it is usable, has a face, and was not shown before. */
export function isWitness(state: DecisionState, { problem, face }: Observation, frame: FrameId): boolean {
  return !problem && face !== undefined && !frame.replayed && !state.frameIds.includes(frame.id);
}

/** Takes one frame that cannot show a movement, during a challenge. */
export function passFrame<S extends SessionState>(state: S): S {
  return { ...state, challenge: passEither(state.challenge!) };
}

/** Takes one frame that can show a movement ({@link isWitness}), during a challenge. `moved`: it completed one. */
export function followFrame<S extends SessionState>(
  state: S,
  { face }: Observation,
  { id }: FrameId,
): { state: S; moved: boolean; outcome: 'going' | 'passed' | 'failed' } {
  const { state: challenge, outcome } = followEither(state.challenge!, face!);
  const moved = challenge.done > state.challenge!.done;
  return { state: { ...state, challenge, frameIds: [...state.frameIds, id] }, moved, outcome };
}
