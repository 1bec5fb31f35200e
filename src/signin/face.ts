/** Face sign-in: one attempt is one camera session of one browser, frame after frame until a decision or its end. */

import { type DecisionRule, decide, decidesNext, type Hint } from '../biometrics/decision.ts';
import type { Observation } from '../biometrics/observation.ts';
import { type GoOn, goOn, isChallenged } from '../biometrics/session/session.ts';
import type { Attempt, AttemptState, Match } from '../camera/attempt.ts';
import { endAttempt, findAttempt, lockAttempt, reserveFrame, saveState } from '../camera/attempts.store.ts';
import { beginChallenge, takeChallenge } from '../camera/challenge.ts';
import { seenElsewhere } from '../camera/seen-frames.store.ts';
import { hashToken } from '../crypto/tokens.ts';
import type { Queryable } from '../db/open.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { markFaceUsed } from '../faces/face-data.store.ts';
import { decisionRule } from '../policy/rule.ts';
import type { Client } from '../principal.ts';
import { type Admission, admit } from '../sessions/admit.ts';
import { takeBack } from '../throttle/throttle.store.ts';
import { findStanding } from './match.store.ts';
import { recordOtherScores } from './scores.ts';
import { weighMatch } from './weigh.ts';

/** Compared with nobody: what a name that nobody has claims. */
const NOBODY = '';

export type FrameResult =
  | GoOn
  /** Recognised; `admission` says what that opens. */
  | { kind: 'accepted'; admission: Admission; displayName: string }
  | { kind: 'over' };

type FaceDeps = Pick<Deps, 'db' | 'vision' | 'clock' | 'config' | 'keys' | 'log' | 'liveness'>;

/** The attempt with a frame slot taken. @throws {AppError} `too-fast`. Undefined: the attempt is over. */
async function takeSlot(deps: FaceDeps, token: string): Promise<Attempt | undefined> {
  const now = deps.clock();
  const tokenHash = hashToken(token);
  const reserved = await reserveFrame(deps.db, tokenHash, now);
  if (reserved) return reserved;
  const attempt = await findAttempt(deps.db, tokenHash);
  if (!attempt) return undefined;
  const expired = attempt.expiresAt <= now;
  if (!expired && attempt.frames < attempt.frameLimit) throw new AppError('too-fast');
  await deps.db.transaction(async (tx) => {
    const open = await lockAttempt(tx, attempt.id);
    if (open) await endAttempt(tx, open, { outcome: expired ? 'expired' : 'frames', now });
  });
  return undefined;
}

/** What the browser sees while the attempt goes on. */
function lookOn(deps: FaceDeps, { frames, openedAt }: Attempt, looking: boolean, hint: Hint): FrameResult {
  return goOn({ frames, elapsed: deps.clock().getTime() - openedAt.getTime(), looking, hint });
}

/**
 * Signs the matched person in. Undefined where the account does not let the face in any more since the decision: the
 * attempt remembers why.
 * @param attempt with the state that this frame made.
 */
async function accept(
  tx: Queryable,
  deps: FaceDeps,
  attempt: Attempt,
  match: Match,
  client: Client,
): Promise<FrameResult | undefined> {
  const asked = { ...match, deviceToken: client.deviceToken };
  const standing = await findStanding(tx, deps.config, asked, { lock: true });
  if (standing.withheld) {
    await saveState(tx, attempt.id, { ...(attempt.state as AttemptState), withheld: standing.withheld });
    return undefined;
  }
  const now = deps.clock();
  const { userId, score } = match;
  const scores = { [attempt.recognizer]: score };
  const factor = { userId, method: 'face', client, next: attempt.next, now } as const;
  const admission = await admit(tx, deps.config, factor);
  await endAttempt(tx, attempt, { outcome: 'accepted', now, userId, scores });
  await takeBack(tx, attempt.throttleKey);
  await markFaceUsed(tx, userId, now);
  return { kind: 'accepted', admission, displayName: standing.displayName };
}

type Judged = { attempt: Attempt; observation: Observation; image: Uint8Array; client: Client };

/** One frame of an attempt that is locked: what to answer, and who was let in. */
async function judge(tx: Queryable, deps: FaceDeps, judged: Judged): Promise<{ result: FrameResult; match?: Match }> {
  const { attempt, observation, image, client } = judged;
  const state = attempt.state as AttemptState;
  const id = deps.keys.fingerprint(image);
  const formerFingerprints = deps.keys.formerFingerprints(image);
  const seen = { fingerprint: id, formerFingerprints, attemptId: attempt.id, now: deps.clock() };
  const frame = { id, replayed: !observation.problem && (await seenElsewhere(tx, seen)) };
  if (isChallenged(state)) {
    const answer = await takeChallenge(tx, deps, { attempt, observation, frame });
    if (answer.kind !== 'passed') return { result: answer };
    const now = { ...attempt, state: answer.state };
    const signedIn = answer.match && (await accept(tx, deps, now, answer.match, client));
    return signedIn
      ? { result: signedIn, match: answer.match! }
      : { result: lookOn(deps, attempt, true, 'hold-still') };
  }
  const rule = ruleFor(deps, attempt);
  const { state: decided, verdict } = decide(state, observation, frame, rule);
  const found = verdict.kind === 'accept' ? verdict : undefined;
  const weighed = { attempt, state: { ...state, ...decided }, match: found, client };
  const hasDecided = decided.decisions.length > state.decisions.length;
  const { state: next, match } = hasDecided ? await weighMatch(tx, deps, weighed) : weighed;
  const asked = await beginChallenge(tx, deps, { attempt, state: next, observation, ...(match && { match }) });
  if (asked) return { result: asked };
  await saveState(tx, attempt.id, next);
  const signedIn = match && (await accept(tx, deps, { ...attempt, state: next }, match, client));
  if (signedIn) return { result: signedIn, match };
  // A match that does not stand is one more frame to the person; the decision goes on with the next ones.
  const [looking, hint] = verdict.kind === 'continue' ? [verdict.looking, verdict.hint] : [true, 'hold-still' as const];
  return { result: lookOn(deps, attempt, looking, hint) };
}

/** The people that the face is compared with; undefined: everybody. */
function peopleFor({ mode, claimedUserId, state }: Attempt): readonly string[] | undefined {
  if (mode === 'verification') return [claimedUserId ?? NOBODY];
  return (state as AttemptState).among;
}

function ruleFor({ config, vision, liveness }: FaceDeps, attempt: Attempt): DecisionRule {
  const { people, alike } = vision.status();
  return decisionRule(config, peopleFor(attempt)?.length ?? people, { liveness: liveness.passive, alike });
}

/**
 * One frame of an attempt.
 * @param input.token of the attempt, from `openAttempt` by way of the cookie; a forged or spent one is `over`.
 * @param input.image encoded bytes as they came.
 * @throws {AppError} `too-fast` for a frame within 300 ms of the last one.
 * @throws {VisionError} for bytes that are no image, or while the worker cannot answer.
 */
export async function faceFrame(
  deps: FaceDeps,
  input: { token: string; image: Uint8Array; client: Client },
): Promise<FrameResult> {
  const { token, image, client } = input;
  const slot = await takeSlot(deps, token);
  if (!slot) return { kind: 'over' };
  const among = peopleFor(slot);
  const state = slot.state as AttemptState;
  const turning = isChallenged(state);
  const bar = turning || !decidesNext(state) ? {} : { bar: ruleFor(deps, slot) };
  const reference = turning ? { reference: state.challenge!.reference } : {};
  const observation = await deps.vision.observe(image, { ...(among && { among }), turning, ...bar, ...reference });
  const { result, match } = await deps.db.transaction(async (tx) => {
    const attempt = await lockAttempt(tx, slot.id);
    const now = deps.clock();
    if (attempt && attempt.expiresAt > now) return judge(tx, deps, { attempt, observation, image, client });
    if (attempt) await endAttempt(tx, attempt, { outcome: 'expired', now });
    return { result: { kind: 'over' } as FrameResult };
  });
  if (match) await recordOtherScores(deps, { attemptId: slot.id, userId: match.userId, image });
  return result;
}
