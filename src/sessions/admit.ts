/** Admits a person: a proof of identity becomes a session, or a pending sign-in that awaits the second factor. */

import type { Proof } from '../access/policy.ts';
import { hashToken } from '../crypto/tokens.ts';
import type { Queryable } from '../db/open.ts';
import { AppError } from '../errors.ts';
import { happened } from '../events/events.store.ts';
import { setUpHref } from '../http/next.ts';
import type { Policy } from '../policy/policy.ts';
import type { Client } from '../principal.ts';
import { beginPending } from './pending.store.ts';
import { findPerson, type Method, noteSignIn } from './person.store.ts';
import { rememberPassword } from './reauth.store.ts';
import { missingFactor, SECOND_STEP } from './second-factor.ts';
import { createSession } from './sessions.store.ts';

/** The result of a first factor. `next`: where the browser goes now. */
export type Admission = { next: string } & (
  | /** Signed in. A session that lacks a demanded passkey can only set one up (`middleware.ts`). */
  { kind: 'session'; sessionToken: string }
  /** A passkey or a recovery code must follow, at `/login/second`. */
  | { kind: 'pending'; pendingToken: string }
  /** This person must set up a passkey. A face is not enough for that, so the password comes first. */
  | { kind: 'password-first' }
);

type Entry = { userId: string; client: Pick<Client, 'address' | 'userAgent'>; now: Date };
/** What is known of a face besides whose it is. */
export type FaceFacts = Pick<Proof, 'live' | 'device'>;
type First = { method: 'password'; face?: undefined } | { method: 'face'; face: FaceFacts };
export type FirstFactor = Entry & First & { next: string };
export type Shown = Entry & { method: Method; face?: FaceFacts; second?: 'passkey' | 'recovery-code' };

const NO_FACE: FaceFacts = { live: false, device: false };

/** The proofs of a sign-in. A recovery code opens the session, but proves no passkey. */
function proofsOf({ method, face = NO_FACE, second, now }: Shown): Proof[] {
  const first: Proof = { kind: method, at: now, ...face };
  return second === 'passkey' && method !== 'passkey' ? [first, { kind: 'passkey', at: now, ...NO_FACE }] : [first];
}

/** Opens a session. With `settingUp` it remembers the password, so that the person can add a passkey at once. */
async function openSession(tx: Queryable, entry: Shown & { both: boolean; settingUp: boolean }) {
  const { userId, method, client, now, both, settingUp } = entry;
  const { address, userAgent } = client;
  const shown = { secondFactorAt: both ? now : null, proofs: proofsOf(entry) };
  const sessionToken = await createSession(tx, { userId, method, address, userAgent, now, ...shown });
  if (settingUp) await rememberPassword(tx, { sessionHash: hashToken(sessionToken), purpose: 'sudo', now });
  await noteSignIn(tx, userId, method, now);
  return sessionToken;
}

/**
 * Admits a person after password or face, as far as `FACELOGIN_SECOND_FACTOR` allows. Every check of a first factor
 * ends here, inside its own transaction.
 * @param factor.next where the person wanted to go, a path of this site.
 * @throws {AppError} `not-signed-in` if the account was deleted a moment ago.
 */
export async function admit(
  tx: Queryable,
  policy: Pick<Policy, 'secondFactor'>,
  factor: FirstFactor,
): Promise<Admission> {
  const { userId, method, next, now } = factor;
  const person = await findPerson(tx, userId);
  if (!person) throw new AppError('not-signed-in');
  const missing = missingFactor(policy.secondFactor, method, person);
  if (missing === 'show') {
    const pendingToken = await beginPending(tx, { userId, method, ...(factor.face ?? NO_FACE), next, now });
    return { kind: 'pending', pendingToken, next: SECOND_STEP };
  }
  const settingUp = missing === 'set-up';
  const wanted = encodeURIComponent(next);
  if (settingUp && method === 'face') return { kind: 'password-first', next: `/login?with=password&next=${wanted}` };
  const sessionToken = await openSession(tx, { ...factor, both: false, settingUp });
  await happened(tx, { at: now, userId, kind: 'signed-in', detail: { method } });
  return { kind: 'session', sessionToken, next: settingUp ? setUpHref(next) : next };
}

/** Opens a session after a passkey alone, or after a first factor and the second one. @returns the session's token. */
export async function admitWithBoth(tx: Queryable, shown: Shown): Promise<string> {
  const { userId, method, second, now } = shown;
  const sessionToken = await openSession(tx, { ...shown, both: true, settingUp: false });
  const detail = { method, ...(second && { second }) };
  await happened(tx, { at: now, userId, kind: 'signed-in', detail });
  return sessionToken;
}

/** Opens the first session of a new account, whose owner typed the password a moment ago. */
export async function admitNewcomer(
  tx: Queryable,
  policy: Pick<Policy, 'secondFactor'>,
  entry: Entry,
): Promise<string> {
  const settingUp = missingFactor(policy.secondFactor, 'password', { role: 'user', hasPasskey: false }) === 'set-up';
  return openSession(tx, { ...entry, method: 'password', both: false, settingUp });
}

/** Opens the session that replaces all others after a new password. A second factor shown before still counts. */
export async function admitAgain(tx: Queryable, entry: Entry & { secondFactorAt: Date | null }): Promise<string> {
  const { userId, client, now, secondFactorAt } = entry;
  const { address, userAgent } = client;
  const proofs = proofsOf({ ...entry, method: 'password' });
  return createSession(tx, { userId, method: 'password', address, userAgent, now, secondFactorAt, proofs });
}
