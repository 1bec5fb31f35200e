/** A session's challenge: movements of the head, or of eyes and mouth for who cannot turn it. Pure. */
import type { Face } from '../observation.ts';
import { askedMove, type ChallengeState, followChallenge, type Move, passUnseen } from './challenge.ts';
import {
  askedFaceMove,
  type FaceChallengeState,
  type FaceMove,
  followFaceChallenge,
  passFaceUnseen,
} from './face-challenge.ts';

export type Challenge = (ChallengeState & { kind?: undefined }) | FaceChallengeState;
/** What the person is asked for. `rest`: eyes open, mouth closed. */
export type AskedMove = Move | FaceMove | 'rest';

/** What a challenge asks for now; undefined when all movements are done. */
export function askedOf(challenge: Challenge): AskedMove | undefined {
  return challenge.kind === 'face' ? askedFaceMove(challenge) : askedMove(challenge);
}

/** Takes one frame that cannot be judged. */
export function passEither(challenge: Challenge): Challenge {
  return challenge.kind === 'face' ? passFaceUnseen(challenge) : passUnseen(challenge);
}

/** Without its points of lids and lips a frame shows nothing of eyes and mouth. */
export function followEither(
  challenge: Challenge,
  { points, mesh }: Face,
): { state: Challenge; outcome: 'going' | 'passed' | 'failed' } {
  if (challenge.kind !== 'face') return followChallenge(challenge, points);
  return mesh ? followFaceChallenge(challenge, mesh) : { state: passFaceUnseen(challenge), outcome: 'going' };
}
