/** Face sign-in: one attempt is one camera session of one browser, frame after frame until a decision or its end. */
import { recordAudit } from '../auth/audit.ts';
import { faceThrottle } from '../auth/devices.ts';
import { createSession } from '../auth/sessions.ts';
import { claimTry, takeBack } from '../auth/throttle.ts';
import { hashToken, newToken } from '../auth/tokens.ts';
import { usernameKey } from '../auth/usernames.ts';
import { type DecisionState, decide, type Hint, initialDecision } from '../biometrics/decision.ts';
import type { Queryable } from '../db/open.ts';
import type { Deps } from '../deps.ts';
import type { Client } from '../http/client.ts';
import { AppError } from '../http/errors.ts';
import {
  ATTEMPT_FRAMES,
  ATTEMPT_MS,
  type Attempt,
  endAttempt,
  findAttempt,
  insertAttempt,
  lockAttempt,
  reserveFrame,
  saveState,
} from './attempts.store.ts';
import { findUserId, matchedUser } from './match.store.ts';
import { seenElsewhere } from './replay.store.ts';
import { decisionRule, mayIdentify } from './rule.ts';
import { recordOtherScores } from './scores.ts';

/** Frames that follow quickly once a face is seen; after them the polling is calm again: decisions get rarer, too. */
const QUICK_FRAMES = 16;

export type FrameResult =
  /** Go on: the next frame after `interval`. */
  | { kind: 'continue'; interval: '2s' | '400ms'; hint: Hint; progress: number }
  | { kind: 'accepted'; sessionToken: string; displayName: string; next: string }
  | { kind: 'over' };

type OpenDeps = Pick<Deps, 'db' | 'vision' | 'clock' | 'config'>;
type FaceDeps = OpenDeps & Pick<Deps, 'keys' | 'log' | 'liveness'>;

/** Compared with nobody: what a name that nobody has claims. */
const NOBODY = '';

/** Who is to be looked for: everybody, or the one whose name was given; null where nobody has that name. */
type Claim = { mode: Attempt['mode']; claimedUserId: string | null };

/** @throws {AppError} `name-needed` where the face alone is not enough. */
async function claimOf(deps: OpenDeps, tx: Queryable, username: string): Promise<Claim> {
  if (username === '') {
    if (!mayIdentify(deps.config, deps.vision.status().people)) throw new AppError('name-needed');
    return { mode: 'identification', claimedUserId: null };
  }
  return { mode: 'verification', claimedUserId: await findUserId(tx, usernameKey(username)) };
}

/** An attempt of the same browser that asks for the same and of which no frame was judged yet. */
function goesOn(attempt: Attempt, { mode, claimedUserId }: Claim, now: Date): boolean {
  const same = attempt.mode === mode && attempt.claimedUserId === claimedUserId;
  return same && (attempt.state as DecisionState).frameIds.length === 0 && attempt.expiresAt > now;
}

/**
 * Opens an attempt. It counts as failed from here on and is uncounted on success: walking away, or dropping the
 * cookie, gains nothing. An earlier attempt of the same browser ends; one of which no frame was judged yet (the
 * worker was starting) goes on instead, so that asking again costs nothing.
 * @param input.before the token that the browser has, if any.
 * @param input.username the name that was given first, empty for none.
 * @returns the attempt's token, or the seconds to wait.
 * @throws {AppError} `name-needed` without a name where one has to come first.
 */
export async function openAttempt(
  deps: OpenDeps,
  client: Client,
  input: { next: string; before?: string | undefined; username?: string },
): Promise<{ token: string } | { seconds: number }> {
  const { next, before, username = '' } = input;
  const now = deps.clock();
  return deps.db.transaction(async (tx) => {
    const claim = await claimOf(deps, tx, username);
    const earlier = before === undefined ? undefined : await findAttempt(tx, hashToken(before));
    if (before !== undefined && earlier) {
      if (goesOn(earlier, claim, now)) return { token: before };
      await endAttempt(tx, earlier.id, { outcome: 'abandoned', now });
    }
    const bucket = await faceThrottle(tx, client);
    const seconds = await claimTry(tx, bucket, now);
    if (seconds > 0) return { seconds };
    const token = newToken();
    const { recognizer } = deps.config;
    const attempt = { tokenHash: hashToken(token), next, state: initialDecision(), recognizer, ...claim };
    await insertAttempt(tx, { ...attempt, throttleKey: bucket.key, now });
    return { token };
  });
}

/** The attempt with a frame slot taken. @throws {AppError} `too-fast`. Undefined: the attempt is over. */
async function takeSlot(deps: FaceDeps, token: string): Promise<Attempt | undefined> {
  const now = deps.clock();
  const tokenHash = hashToken(token);
  const reserved = await reserveFrame(deps.db, tokenHash, now);
  if (reserved) return reserved;
  const attempt = await findAttempt(deps.db, tokenHash);
  if (!attempt) return undefined;
  const expired = attempt.expiresAt <= now;
  if (!expired && attempt.frames < ATTEMPT_FRAMES) throw new AppError('too-fast');
  await endAttempt(deps.db, attempt.id, { outcome: expired ? 'expired' : 'frames', now });
  return undefined;
}

/** What the browser sees while the attempt goes on: it depends on time and frames, never on whose face it is. */
function progressOf(
  deps: FaceDeps,
  attempt: Attempt,
  looking: boolean,
): { interval: '2s' | '400ms'; progress: number } {
  const elapsed = deps.clock().getTime() - attempt.openedAt.getTime();
  return {
    interval: looking && attempt.frames < QUICK_FRAMES ? '400ms' : '2s',
    progress: Math.min(1, elapsed / ATTEMPT_MS),
  };
}

/** Signs the matched person in. False where template or account are gone or disabled since the gallery was searched. */
async function accept(
  tx: Queryable,
  deps: FaceDeps,
  attempt: Attempt,
  match: { userId: string; templateId: string; score: number },
  client: Client,
): Promise<{ sessionToken: string; displayName: string } | undefined> {
  const user = await matchedUser(tx, match);
  if (!user) return undefined;
  const now = deps.clock();
  const { userId, score } = match;
  const scores = { [attempt.recognizer]: score };
  const { address, userAgent } = client;
  const sessionToken = await createSession(tx, { userId, method: 'face', address, userAgent, now });
  await endAttempt(tx, attempt.id, { outcome: 'accepted', now, userId, scores });
  await takeBack(tx, attempt.throttleKey);
  await recordAudit(tx, { at: now, userId, kind: 'signed-in', detail: { method: 'face' } });
  return { sessionToken, displayName: user.displayName };
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
  const named = slot.mode === 'verification';
  const observation = await deps.vision.observe(image, named ? (slot.claimedUserId ?? NOBODY) : undefined);
  const rule = decisionRule(deps.config, named ? 1 : deps.vision.status().people, deps.liveness);
  const id = deps.keys.fingerprint(image);
  let accepted: string | undefined;
  const result = await deps.db.transaction(async (tx): Promise<FrameResult> => {
    const attempt = await lockAttempt(tx, slot.id);
    if (!attempt || attempt.expiresAt <= deps.clock()) return { kind: 'over' };
    const seen = { fingerprint: id, attemptId: attempt.id, now: deps.clock() };
    const frame = { id, replayed: !observation.problem && (await seenElsewhere(tx, seen)) };
    const { state, verdict } = decide(attempt.state as DecisionState, observation, frame, rule);
    await saveState(tx, attempt.id, state);
    if (verdict.kind === 'accept') {
      const signedIn = await accept(tx, deps, attempt, verdict, client);
      if (signedIn) {
        accepted = verdict.userId;
        return { kind: 'accepted', ...signedIn, next: attempt.next };
      }
    }
    // A match that no longer stands is one more frame to the person; the decision goes on with the next ones.
    const [hint, looking] =
      verdict.kind === 'accept' ? (['hold-still', true] as const) : [verdict.hint, verdict.looking];
    return { kind: 'continue', hint, ...progressOf(deps, attempt, looking) };
  });
  if (accepted) await recordOtherScores(deps, { attemptId: slot.id, userId: accepted, image });
  return result;
}
