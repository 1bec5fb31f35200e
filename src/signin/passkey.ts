/** Signs in with a passkey alone, and proves the passkey of the second step (`second.ts`). */
import { hashToken } from '../crypto/tokens.ts';
import type { Queryable } from '../db/open.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { happened } from '../events/events.store.ts';
import type { Bucket } from '../limits.ts';
import type { SignInAnswer } from '../passkeys/answers.schema.ts';
import { beginCeremony, takeCeremony } from '../passkeys/ceremonies.store.ts';
import { findUsable, noteUse } from '../passkeys/passkeys.store.ts';
import { type Passkey, signInOptions, verifySignIn } from '../passkeys/webauthn.ts';
import type { Client } from '../principal.ts';
import { type Admission, admitWithBoth } from '../sessions/admit.ts';
import { isKnownDevice, rememberDevice } from '../sessions/devices.store.ts';
import { throttleAddress } from '../throttle/address.ts';
import { claimOrThrow, takeBack } from '../throttle/throttle.store.ts';

export type SignInDeps = Pick<Deps, 'db' | 'clock' | 'config'>;
export type SignedIn = { admission: Admission; deviceToken?: string };

/** A known device has its own bucket; all others share the bucket of their address. */
async function passkeyBucket(db: Queryable, { deviceToken, address }: Client): Promise<Bucket> {
  if (deviceToken && (await isKnownDevice(db, deviceToken))) {
    return { kind: 'passkey-device', subject: hashToken(deviceToken) };
  }
  return { kind: 'passkey-address', subject: throttleAddress(address) };
}

/** Begins a ceremony that any passkey of this site may answer. @returns the options, and the token for the cookie. */
export async function beginSignIn(deps: SignInDeps, before: string | undefined) {
  const options = await signInOptions(deps.config);
  const { challenge } = options;
  const ceremony = { challenge, purpose: 'sign-in', userId: null, before, now: deps.clock() } as const;
  return { options, token: await beginCeremony(deps.db, ceremony) };
}

export type Answered = { token: string | undefined; answer: SignInAnswer; client: Client };
type Proof = { passkey: Passkey; counter: number; backedUp: boolean };

/** Verifies the answer of a passkey. @throws {AppError} `passkey-refused`, the same error for every cause. */
export async function prove(
  deps: SignInDeps,
  input: Answered & { purpose: 'sign-in' | 'second-factor' | 'step-up'; userId: string | null },
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
 * Checks the passkey's counter again and does what it leads to, in one transaction: the passkey may have been used or
 * removed meanwhile. A counter that went backwards means a copy of the key, so it becomes an event.
 * @throws {AppError} `passkey-refused`.
 */
export async function useProved<Answer>(
  deps: SignInDeps,
  { passkey, counter, backedUp }: Proof,
  then: (tx: Queryable) => Promise<Answer>,
): Promise<Answer> {
  const now = deps.clock();
  const done = await deps.db.transaction(async (tx) =>
    (await noteUse(tx, passkey.id, { counter, backedUp, now })) ? { answer: await then(tx) } : undefined,
  );
  if (done) return done.answer;
  const { userId, counter: before } = passkey;
  const stays = await findUsable(deps.db, passkey.id);
  if (stays) await happened(deps.db, { at: now, userId, kind: 'passkey-copied', detail: { before, now: counter } });
  throw new AppError('passkey-refused');
}

/**
 * Signs in by passkey alone. The browser becomes a known device, as after a password: the passkey verified its owner.
 * @throws {AppError} `passkey-refused`, `throttled`.
 */
export async function signInWithPasskey(deps: SignInDeps, input: Answered & { next: string }): Promise<SignedIn> {
  const { client, next } = input;
  const now = deps.clock();
  const bucket = await passkeyBucket(deps.db, client);
  await claimOrThrow(deps.db, bucket, now);
  const proof = await prove(deps, { ...input, purpose: 'sign-in', userId: null });
  const { userId } = proof.passkey;
  return useProved(deps, proof, async (tx) => {
    await takeBack(tx, bucket);
    const sessionToken = await admitWithBoth(tx, { userId, method: 'passkey', client, now });
    const deviceToken = await rememberDevice(tx, { client, userId, now });
    return { admission: { kind: 'session', sessionToken, next }, deviceToken };
  });
}
