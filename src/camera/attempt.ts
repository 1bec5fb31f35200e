/** A face sign-in attempt, as a row and as what it keeps between frames. Types only. */

import type { DecisionState } from '../biometrics/decision.ts';
import type { Withheld } from '../biometrics/reasons.ts';
import type { ChallengeState } from '../biometrics/session/challenge.ts';
import type { loginAttempts } from '../db/schema.ts';

export type Attempt = typeof loginAttempts.$inferSelect;
export type Outcome = NonNullable<Attempt['outcome']>;

/** Whom a decision found. */
export type Match = { userId: string; templateId: string; score: number };

/** What an attempt keeps between frames: the decision, and what came of it. */
export type AttemptState = DecisionState & {
  /** The accounts that are known in this browser, where the face is compared with those alone. */
  among?: string[];
  challenge?: ChallengeState;
  /** Whom the challenge was asked of; absent: a stranger, or somebody who is not let in. */
  match?: Match;
  /** Of a challenge: who was seen in every frame that made a movement. */
  turnedBy?: string[];
  /** Why a face that was recognised was not let in. */
  withheld?: Withheld;
  /** The account that this attempt counts against since its face was recognised. */
  counted?: string;
};
