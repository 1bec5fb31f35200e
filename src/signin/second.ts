/** The second step of a sign-in: a passkey, or a recovery code in its place. */
import { hashToken } from '../crypto/tokens.ts';
import type { Queryable } from '../db/open.ts';
import { AppError } from '../errors.ts';
import { happened } from '../events/events.store.ts';
import type { Bucket } from '../limits.ts';
import { beginCeremony } from '../passkeys/ceremonies.store.ts';
import { listPasskeys } from '../passkeys/passkeys.store.ts';
import { takeCode } from '../passkeys/recovery.ts';
import { signInOptions } from '../passkeys/webauthn.ts';
import type { Client } from '../principal.ts';
import { admitWithBoth } from '../sessions/admit.ts';
import { isKnownDevice, rememberDevice } from '../sessions/devices.store.ts';
import { findPending, type PendingSignIn, takePending } from '../sessions/pending.store.ts';
import { claimOrThrow, takeBack } from '../throttle/throttle.store.ts';
import { type Answered, prove, type SignedIn, type SignInDeps, useProved } from './passkey.ts';

/** Finds the browser's pending sign-in. @throws {AppError} `sign-in-over`. */
async function pendingOf(deps: SignInDeps, token: string | undefined): Promise<PendingSignIn> {
  const pending = await findPending(deps.db, token, deps.clock());
  if (!pending) throw new AppError('sign-in-over');
  return pending;
}

/** Begins a ceremony that only the person's own passkeys may answer. @throws {AppError} `sign-in-over`. */
export async function beginSecond(deps: SignInDeps, pendingToken: string | undefined, before: string | undefined) {
  const { userId } = await pendingOf(deps, pendingToken);
  const options = await signInOptions(deps.config, await listPasskeys(deps.db, userId));
  const { challenge } = options;
  const ceremony = { challenge, purpose: 'second-factor', userId, before, now: deps.clock() } as const;
  return { options, token: await beginCeremony(deps.db, ceremony) };
}

/**
 * Each known device of the account has its own bucket; all other browsers share the bucket of the account. So a thief
 * of the password cannot make the owner wait.
 */
async function secondBucket(db: Queryable, userId: string, { deviceToken }: Client): Promise<Bucket> {
  if (deviceToken && (await isKnownDevice(db, deviceToken, userId))) {
    return { kind: 'second-device', subject: hashToken(deviceToken), account: userId };
  }
  return { kind: 'second-account', account: userId };
}

type Second = { pending: PendingSignIn; pendingToken: string; client: Client; bucket: Bucket };

/**
 * Turns the pending sign-in into a session. The browser becomes a known device, except after a face and a recovery
 * code: anybody can read a code off a sheet of paper.
 */
async function finish(
  tx: Queryable,
  deps: SignInDeps,
  input: Second & { second: 'passkey' | 'recovery-code' },
): Promise<SignedIn> {
  const { pending, pendingToken, client, bucket, second } = input;
  const { userId, method, live, device, next } = pending;
  const now = deps.clock();
  if (!(await takePending(tx, pendingToken, now))) throw new AppError('sign-in-over');
  await takeBack(tx, bucket);
  const sessionToken = await admitWithBoth(tx, { userId, method, face: { live, device }, second, client, now });
  const admission = { kind: 'session', sessionToken, next } as const;
  if (method === 'face' && second === 'recovery-code') return { admission };
  return { admission, deviceToken: await rememberDevice(tx, { client, userId, now }) };
}

type Waiting = { pendingToken: string | undefined; client: Client };

/** Counts one try at the second step. @throws {AppError} `sign-in-over`, `throttled`. */
async function trySecond(deps: SignInDeps, { pendingToken = '', client }: Waiting): Promise<Second> {
  const pending = await pendingOf(deps, pendingToken);
  const bucket = await secondBucket(deps.db, pending.userId, client);
  await claimOrThrow(deps.db, bucket, deps.clock());
  return { pending, pendingToken, client, bucket };
}

/** Takes the second step by passkey. @throws {AppError} `sign-in-over`, `passkey-refused`, `throttled`. */
export async function finishWithPasskey(deps: SignInDeps, input: Answered & Waiting): Promise<SignedIn> {
  const waiting = await trySecond(deps, input);
  const proof = await prove(deps, { ...input, purpose: 'second-factor', userId: waiting.pending.userId });
  return useProved(deps, proof, (tx) => finish(tx, deps, { ...waiting, second: 'passkey' }));
}

/**
 * Takes the second step by recovery code and uses the code up. The next page tells the person.
 * @returns undefined if the code is not theirs, or is used.
 * @throws {AppError} `sign-in-over`, `throttled`.
 */
export async function finishWithCode(
  deps: SignInDeps,
  input: Waiting & { code: string },
): Promise<SignedIn | undefined> {
  const waiting = await trySecond(deps, input);
  const { userId, next: wanted } = waiting.pending;
  const now = deps.clock();
  return deps.db.transaction(async (tx) => {
    if (!(await takeCode(tx, userId, input.code, now))) return undefined;
    await happened(tx, { at: now, userId, kind: 'recovery-code-used' });
    const signedIn = await finish(tx, deps, { ...waiting, second: 'recovery-code' });
    const next = `/account/passkeys?${new URLSearchParams({ done: 'code-used', next: wanted })}`;
    return { ...signedIn, admission: { ...signedIn.admission, next } };
  });
}
