/** Face sign-in: one attempt is one camera session of one browser, frame after frame until a decision or its end. */
import { createHash } from 'node:crypto';
import { recordAudit } from '../auth/audit.ts';
import { faceThrottle } from '../auth/devices.ts';
import { createSession } from '../auth/sessions.ts';
import { claimTry, takeBack } from '../auth/throttle.ts';
import { hashToken, newToken } from '../auth/tokens.ts';
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
import { matchedUser } from './match.store.ts';
import { decisionRule } from './rule.ts';

/** Frames that follow quickly once a face is seen; after them the polling is calm again, so that 40 last for 30 s. */
const QUICK_FRAMES = 20;

export type FrameResult =
  /** Go on: the next frame after `interval`. */
  | { kind: 'continue'; interval: '2s' | '400ms'; hint: Hint; progress: number }
  | { kind: 'accepted'; sessionToken: string; displayName: string; next: string }
  | { kind: 'over' };

type FaceDeps = Pick<Deps, 'db' | 'vision' | 'clock' | 'config'>;

/**
 * Opens an attempt. It counts as failed from here on and is uncounted on success: walking away, or dropping the
 * cookie, gains nothing. An earlier attempt of the same browser ends; one of which no frame was judged yet (the
 * worker was starting) goes on instead, so that asking again costs nothing.
 * @param before the token that the browser has, if any.
 * @returns the attempt's token, or the seconds to wait.
 */
export async function openAttempt(
  deps: Pick<Deps, 'db' | 'clock' | 'config'>,
  client: Client,
  next: string,
  before?: string,
): Promise<{ token: string } | { seconds: number }> {
  const now = deps.clock();
  return deps.db.transaction(async (tx) => {
    const earlier = before === undefined ? undefined : await findAttempt(tx, hashToken(before));
    if (earlier) {
      const unused = (earlier.state as DecisionState).frameIds.length === 0 && earlier.expiresAt > now;
      if (before && unused) return { token: before };
      await endAttempt(tx, earlier.id, { outcome: 'abandoned', now });
    }
    const bucket = await faceThrottle(tx, client);
    const seconds = await claimTry(tx, bucket, now);
    if (seconds > 0) return { seconds };
    const token = newToken();
    const { recognizer } = deps.config;
    const attempt = { tokenHash: hashToken(token), next, state: initialDecision(), recognizer };
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
  const { address, userAgent } = client;
  const sessionToken = await createSession(tx, { userId, method: 'face', address, userAgent, now });
  await endAttempt(tx, attempt.id, { outcome: 'accepted', now, userId, score });
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
  const observation = await deps.vision.observe(image);
  const rule = decisionRule(deps.config, deps.vision.status().people);
  const frameId = createHash('sha256').update(image).digest('base64url');
  return deps.db.transaction(async (tx): Promise<FrameResult> => {
    const attempt = await lockAttempt(tx, slot.id);
    if (!attempt || attempt.expiresAt <= deps.clock()) return { kind: 'over' };
    const { state, verdict } = decide(attempt.state as DecisionState, observation, frameId, rule);
    if (verdict.kind === 'accept') {
      const signedIn = await accept(tx, deps, attempt, verdict, client);
      if (signedIn) return { kind: 'accepted', ...signedIn, next: attempt.next };
    }
    // A match that no longer stands starts the decision anew: to the person it is one more frame.
    const kept = verdict.kind === 'accept' ? { ...state, found: null } : state;
    await saveState(tx, attempt.id, kept);
    const hint = verdict.kind === 'accept' ? 'hold-still' : verdict.hint;
    return { kind: 'continue', hint, ...progressOf(deps, attempt, kept.looking) };
  });
}
