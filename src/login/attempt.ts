/** A face sign-in attempt, as a row and as what it keeps between frames. Types only. */
import type { ChallengeState } from '../biometrics/challenge.ts';
import type { DecisionState } from '../biometrics/decision.ts';
import type { Withheld } from '../biometrics/reasons.ts';
import type { loginAttempts } from '../db/schema.ts';

export type Attempt = typeof loginAttempts.$inferSelect;
export type Outcome = NonNullable<Attempt['outcome']>;

/** Whom a decision found. */
export type Match = { userId: string; templateId: string; score: number };

/**
 * What an attempt keeps between frames: the decision, the challenge with whom it was asked of, and why a face that was
 * recognised was not let in.
 */
export type AttemptState = DecisionState & { challenge?: ChallengeState; match?: Match; withheld?: Withheld };
