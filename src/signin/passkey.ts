/** Signing in with a passkey: alone, or as the second step; and with a recovery code in its place. */

import { hashToken } from '../crypto/tokens.ts';
import type { Queryable } from '../db/open.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { happened } from '../events/events.store.ts';
import type { Bucket } from '../limits.ts';
import type { SignInAnswer } from '../passkeys/answers.schema.ts';
import { beginCeremony, takeCeremony } from '../passkeys/ceremonies.store.ts';
import { findUsable, listPasskeys, noteUse } from '../passkeys/passkeys.store.ts';
import { takeCode } from '../passkeys/recovery.ts';
import { type Passkey, signInOptions, verifySignIn } from '../passkeys/webauthn.ts';
import type { Client } from '../principal.ts';
import { type Admission, admitWithBoth } from '../sessions/admit.ts';
import { isKnownDevice, rememberDevice } from '../sessions/devices.store.ts';
import { findPending, type PendingSignIn, takePending } from '../sessions/pending.store.ts';
import { throttleAddress } from '../throttle/address.ts';
import { claimOrThrow, takeBack } from '../throttle/throttle.store.ts';

type SignInDeps = Pick<Deps, 'db' | 'clock' | 'config'>;
export type SignedIn = { admission: Admission; deviceToken?: string };

/** A known device counts for itself, all others with their address. */
async function passkeyBucket(db: Queryable, { deviceToken, address }: Client): Promise<Bucket> {
  if (deviceToken && (await isKnownDevice(db, deviceToken))) {
    return { kind: 'passkey-device', subject: hashToken(deviceToken) };
  }
  return { kind: 'passkey-address', subject: throttleAddress(address) };
}

/** The sign-in that waits in this browser. @throws {AppError} `sign-in-over`. */
async function pendingOf(deps: SignInDeps, token: string | undefined): Promise<PendingSignIn> {
  const pending = await findPending(deps.db, token, deps.clock());
  if (!pending) throw new AppError('sign-in-over');
  return pending;
}

/** What the browser asks its passkeys, and the secret for its cookie. Any passkey of this site answers. */
export async function beginSignIn(deps: SignInDeps, before: string | undefined) {
  const options = await signInOptions(deps.config);
  const { challenge } = options;
  const ceremony = { challenge, purpose: 'sign-in', userId: null, before, now: deps.clock() } as const;
  return { options, token: await beginCeremony(deps.db, ceremony) };
}

/** The same for the second step: only the passkeys of the person who waits answer. @throws {AppError} `sign-in-over`. */
export async function beginSecond(deps: SignInDeps, pendingToken: string | undefined, before: string | undefined) {
  const { userId } = await pendingOf(deps, pendingToken);
  const options = await signInOptions(deps.config, await listPasskeys(deps.db, userId));
  const { challenge } = options;
  const ceremony = { challenge, purpose: 'second-factor', userId, before, now: deps.clock() } as const;
  return { options, token: await beginCeremony(deps.db, ceremony) };
}

type Answered = { token: string | undefined; answer: SignInAnswer; client: Client };
type Proof = { passkey: Passkey; counter: number; backedUp: boolean };

/** The passkey that answered rightly. @throws {AppError} `passkey-refused`, the same for whatever is wrong. */
async function prove(
  deps: SignInDeps,
  input: Answered & { purpose: 'sign-in' | 'second-factor'; userId: string | null },
): Promise<Proof> {
  const { token, answer, purpose, userId } = input;
  const challenge = await takeCeremony(deps.db, { token, purpose, userId, now: deps.clock() });
  const passkey = challenge && (await findUsable(deps.db, answer.id));
  if (!passkey || (userId !== null && passkey.userId !== userId)) throw new AppError('passkey-refused');
  const told = await verifySignIn(deps.config, { challenge, answer, passkey });
  if (!told) throw new AppError('passkey-refused');
  return { passkey, ...told };
}

/**
 * Opens the session in one transaction with what may have changed since: the counter, the removal of the passkey.
 * @throws {AppError} `passkey-refused`. A counter that went backwards is written down: there is a copy of the key.
 */
async function enter(
  deps: SignInDeps,
  { passkey, counter, backedUp }: Proof,
  open: (tx: Queryable) => Promise<SignedIn>,
): Promise<SignedIn> {
  const now = deps.clock();
  const signedIn = await deps.db.transaction(async (tx) =>
    (await noteUse(tx, passkey.id, { counter, backedUp, now })) ? open(tx) : undefined,
  );
  if (signedIn) return signedIn;
  const { userId, counter: before } = passkey;
  const stays = await findUsable(deps.db, passkey.id);
  if (stays) await happened(deps.db, { at: now, userId, kind: 'passkey-copied', detail: { before, now: counter } });
  throw new AppError('passkey-refused');
}

/**
 * Signs in by passkey alone. The browser becomes a known device, as with a password: its person was verified.
 * @throws {AppError} `passkey-refused`, `throttled`.
 */
export async function signInWithPasskey(deps: SignInDeps, input: Answered & { next: string }): Promise<SignedIn> {
  const { client, next } = input;
  const now = deps.clock();
  const bucket = await passkeyBucket(deps.db, client);
  await claimOrThrow(deps.db, bucket, now);
  const proof = await prove(deps, { ...input, purpose: 'sign-in', userId: null });
  const { userId } = proof.passkey;
  return enter(deps, proof, async (tx) => {
    await takeBack(tx, bucket);
    const sessionToken = await admitWithBoth(tx, { userId, method: 'passkey', client, now });
    const deviceToken = await rememberDevice(tx, { client, userId, now });
    return { admission: { kind: 'session', sessionToken, next }, deviceToken };
  });
}

/**
 * The second step is the account's, and of its known devices each one's own: who has got the password elsewhere must
 * not make its owner wait.
 */
async function secondBucket(db: Queryable, userId: string, { deviceToken }: Client): Promise<Bucket> {
  if (deviceToken && (await isKnownDevice(db, deviceToken, userId))) {
    return { kind: 'second-device', subject: hashToken(deviceToken), account: userId };
  }
  return { kind: 'second-account', account: userId };
}

type Second = { pending: PendingSignIn; pendingToken: string; client: Client; bucket: Bucket };

/**
 * Turns the sign-in that waits into a session. The browser becomes a known device unless a face and a code were all it
 * has seen: a code can be read off a sheet of paper.
 */
async function finish(
  tx: Queryable,
  deps: SignInDeps,
  input: Second & { second: 'passkey' | 'recovery-code' },
): Promise<SignedIn> {
  const { pending, pendingToken, client, bucket, second } = input;
  const { userId, method, next } = pending;
  const now = deps.clock();
  if (!(await takePending(tx, pendingToken, now))) throw new AppError('sign-in-over');
  await takeBack(tx, bucket);
  const sessionToken = await admitWithBoth(tx, { userId, method, second, client, now });
  const admission = { kind: 'session', sessionToken, next } as const;
  if (method === 'face' && second === 'recovery-code') return { admission };
  return { admission, deviceToken: await rememberDevice(tx, { client, userId, now }) };
}

type Waiting = { pendingToken: string | undefined; client: Client };

/** One try at the second step, counted. @throws {AppError} `sign-in-over`, `throttled`. */
async function trySecond(deps: SignInDeps, { pendingToken = '', client }: Waiting): Promise<Second> {
  const pending = await pendingOf(deps, pendingToken);
  const bucket = await secondBucket(deps.db, pending.userId, client);
  await claimOrThrow(deps.db, bucket, deps.clock());
  return { pending, pendingToken, client, bucket };
}

/** The second step by passkey. @throws {AppError} `sign-in-over`, `passkey-refused`, `throttled`. */
export async function finishWithPasskey(deps: SignInDeps, input: Answered & Waiting): Promise<SignedIn> {
  const waiting = await trySecond(deps, input);
  const proof = await prove(deps, { ...input, purpose: 'second-factor', userId: waiting.pending.userId });
  return enter(deps, proof, (tx) => finish(tx, deps, { ...waiting, second: 'passkey' }));
}

/**
 * The second step by recovery code, which is used up. The person is told on the page that follows.
 * @returns undefined where the code is none of theirs, or used.
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
