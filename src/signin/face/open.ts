/** Opens an attempt: one camera session of one browser, for everybody enrolled or for one name. */

import { readUsername, usernameKey } from '../../accounts/usernames.ts';
import { initialDecision } from '../../biometrics/decision.ts';
import type { AttemptState } from '../../biometrics/session/attempt.ts';
import { SESSION_MS } from '../../biometrics/session/session.ts';
import type { Attempt } from '../../camera/attempt.ts';
import { attempts, endAttempt, findAttempt, insertAttempt } from '../../camera/attempts.store.ts';
import { hashToken, newToken } from '../../crypto/tokens.ts';
import type { Queryable } from '../../db/open.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { policyFor } from '../../policy/policy.ts';
import { type FaceClient, faceThrottle, isKnownDevice } from '../../sessions/devices.store.ts';
import { countFaceFailure, NO_ACCOUNT } from '../../throttle/face-off.store.ts';
import { claimTry } from '../../throttle/throttle.store.ts';
import { findUserId, lockUser } from './match.store.ts';
import { wayOfFace } from './way.ts';

type OpenDeps = Pick<Deps, 'db' | 'vision' | 'clock' | 'config' | 'liveness'>;

/**
 * Whom the attempt looks for: everybody, the people of this browser, or one named account. `claimedUserId` is null
 * without a name and for a name that nobody has.
 */
type Claim = { mode: Attempt['mode']; claimedUserId: string | null; among?: string[] };

/** Makes the claim from the name and the browser. @throws {AppError} `name-needed` if the face alone is not enough. */
async function claimOf(
  deps: OpenDeps,
  tx: Queryable,
  { deviceToken }: { deviceToken: string | undefined },
  username: string,
): Promise<Claim> {
  if (username !== '') return { mode: 'verification', claimedUserId: await findUserId(tx, usernameKey(username)) };
  const way = await wayOfFace(deps, tx, deviceToken);
  if (way.mode === 'verification') throw new AppError('name-needed');
  return { ...way, claimedUserId: null };
}

/** The claim of a step-up: the person is signed in already. */
function claimOn(userId: string): Claim {
  return { mode: 'verification', claimedUserId: userId };
}

/** @throws {AppError} `unknown-device` if faces need a known device and this browser is none. */
async function refuseUnknownDevice(deps: OpenDeps, tx: Queryable, { deviceToken }: FaceClient): Promise<void> {
  if (policyFor(deps).faceDevices === 'any' || (await isKnownDevice(tx, deviceToken))) return;
  throw new AppError('unknown-device');
}

/** Whether an earlier attempt of this browser can go on: it has the same claim, and no frame was judged yet. */
function goesOn(attempt: Attempt, { mode, claimedUserId, among }: Claim, now: Date): boolean {
  const { state } = attempt;
  const people = (list: readonly string[] | undefined) => list?.join();
  const same =
    attempt.mode === mode && attempt.claimedUserId === claimedUserId && people(state.among) === people(among);
  return same && state.frameIds.length === 0 && attempt.expiresAt > now;
}

/**
 * Opens an attempt for everybody, for the people of this browser, or for one name. From here on it counts as failed, on
 * the browser's bucket and on the named account; a success takes that back. So walking away, or dropping the cookie,
 * gains nothing. An earlier attempt of the browser ends. If none of its frames was judged yet (a worker was starting),
 * it goes on instead, so that a new request costs nothing.
 * @param input.before the token that the browser has, if any.
 * @param input.username the name that was given first, as it was typed, empty for none.
 * @param input.stepUp the account of a session that needs a face: the attempt compares with it alone.
 * @param input.handOff the hand-off for which a phone shows the face. `client` is then the phone, with the desktop as the
 *   device. Whom the face is compared with, and what the attempt counts on, is as in a browser that knows nobody.
 * @returns the attempt's token, or the seconds to wait.
 * @throws {AppError} `name-needed` without a name if one must come first; `unknown-device`.
 */
export async function openAttempt(
  deps: OpenDeps,
  client: FaceClient,
  input: { next: string; before?: string | undefined; username?: string; stepUp?: string; handOff?: string },
): Promise<{ token: string } | { seconds: number }> {
  const { next, before, stepUp, handOff } = input;
  const username = readUsername(input.username ?? '');
  const now = deps.clock();
  // A phone's attempt knows nobody by its browser: the device is the desktop's.
  const deviceToken = typeof client.deviceToken === 'string' ? client.deviceToken : undefined;
  const asker = { ...client, deviceToken };
  return deps.db.transaction(async (tx) => {
    await refuseUnknownDevice(deps, tx, client);
    const { among, ...claim } = stepUp ? claimOn(stepUp) : await claimOf(deps, tx, asker, username);
    const earlier = before === undefined ? undefined : await findAttempt(tx, hashToken(before));
    if (before !== undefined && earlier) {
      const { state } = earlier;
      const same = (state.stepUp === true) === (stepUp !== undefined) && state.handOff === handOff;
      if (same && goesOn(earlier, { ...claim, ...(among && { among }) }, now)) return { token: before };
      const open = await attempts.lock(tx, hashToken(before));
      const left = open && open.expiresAt < now ? open.expiresAt : now;
      if (open) await endAttempt(tx, open, { outcome: 'abandoned', now: left });
    }
    const account = claim.claimedUserId ?? NO_ACCOUNT;
    await lockUser(tx, account);
    const bucket = await faceThrottle(tx, asker);
    // A challenge doubles the time of the attempt (`extend` in `attempts.store.ts`).
    const lasts = policyFor(deps).liveness.challenge ? 2 * SESSION_MS : SESSION_MS;
    const seconds = await claimTry(tx, bucket, now, lasts);
    if (seconds > 0) return { seconds };
    await countFaceFailure(tx, account, now);
    const token = newToken();
    const { recognizer } = deps.config;
    const about = { ...(among && { among }), ...(stepUp && { stepUp: true as const }), ...(handOff && { handOff }) };
    const state: AttemptState = { ...initialDecision(), ...about };
    const attempt = { tokenHash: hashToken(token), next, state, recognizer, ...claim };
    await insertAttempt(tx, { ...attempt, throttle: bucket, now });
    return { token };
  });
}
