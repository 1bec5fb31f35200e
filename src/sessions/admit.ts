/** The one way in: what a person has shown becomes a session, or a sign-in that waits for the second factor. */

import { hashToken } from '../crypto/tokens.ts';
import type { Queryable } from '../db/open.ts';
import { AppError } from '../errors.ts';
import { happened } from '../events/events.store.ts';
import type { Policy } from '../policy/policy.ts';
import type { Client } from '../principal.ts';
import { beginPending } from './pending.store.ts';
import { findPerson, type Method, noteSignIn } from './person.store.ts';
import { rememberPassword } from './reauth.store.ts';
import { missingFactor, SECOND_STEP, setUpHref } from './second-factor.ts';
import { createSession } from './sessions.store.ts';

/** `next` is where the browser goes now. */
export type Admission = { next: string } & (
  | /** Signed in. A session that lacks a passkey can do nothing but set one up (`middleware.ts`). */
  { kind: 'session'; sessionToken: string }
  /** A passkey or a recovery code has to follow, at `/login/second`. */
  | { kind: 'pending'; pendingToken: string }
  /** This person has to set up a passkey, and a face is not enough for that: the password has to come first. */
  | { kind: 'password-first' }
);

type Entry = { userId: string; client: Pick<Client, 'address' | 'userAgent'>; now: Date };
export type FirstFactor = Entry & { method: 'password' | 'face'; next: string };
export type Shown = Entry & { method: Method; second?: 'passkey' | 'recovery-code' };

/** Opens a session. Who has to set up a passkey may do so at once: their password was asked for just now. */
async function openSession(tx: Queryable, entry: Entry & { method: Method; second: boolean; settingUp: boolean }) {
  const { userId, method, client, now, second, settingUp } = entry;
  const { address, userAgent } = client;
  const secondFactorAt = second ? now : null;
  const sessionToken = await createSession(tx, { userId, method, address, userAgent, now, secondFactorAt });
  if (settingUp) await rememberPassword(tx, { sessionHash: hashToken(sessionToken), purpose: 'sudo', now });
  await noteSignIn(tx, userId, method, now);
  return sessionToken;
}

/**
 * Lets in whom password or face have shown, as far as `FACELOGIN_SECOND_FACTOR` allows. Everything that checks a first
 * factor ends here, inside its own transaction.
 * @param factor.next where the person wanted to go, a path of this site.
 * @throws {AppError} `not-signed-in` where the account was deleted a moment ago.
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
    const pendingToken = await beginPending(tx, { userId, method, next, now });
    return { kind: 'pending', pendingToken, next: SECOND_STEP };
  }
  const settingUp = missing === 'set-up';
  const wanted = encodeURIComponent(next);
  if (settingUp && method === 'face') return { kind: 'password-first', next: `/login?with=password&next=${wanted}` };
  const sessionToken = await openSession(tx, { ...factor, second: false, settingUp });
  await happened(tx, { at: now, userId, kind: 'signed-in', detail: { method } });
  return { kind: 'session', sessionToken, next: settingUp ? setUpHref(next) : next };
}

/** Lets in who has shown all that can be asked: a passkey alone, or whatever came first and then the second factor. */
export async function admitWithBoth(tx: Queryable, shown: Shown): Promise<string> {
  const { userId, method, second, now } = shown;
  const sessionToken = await openSession(tx, { ...shown, second: true, settingUp: false });
  const detail = { method, ...(second && { second }) };
  await happened(tx, { at: now, userId, kind: 'signed-in', detail });
  return sessionToken;
}

/** The first session of a new account, which has typed its password a moment ago. */
export async function admitNewcomer(
  tx: Queryable,
  policy: Pick<Policy, 'secondFactor'>,
  entry: Entry,
): Promise<string> {
  const settingUp = missingFactor(policy.secondFactor, 'password', { role: 'user', hasPasskey: false }) === 'set-up';
  return openSession(tx, { ...entry, method: 'password', second: false, settingUp });
}

/** A new session in the place of all others of an account that has set a new password. What was shown before still counts. */
export async function admitAgain(tx: Queryable, entry: Entry & { secondFactorAt: Date | null }): Promise<string> {
  const { userId, client, now, secondFactorAt } = entry;
  const { address, userAgent } = client;
  return createSession(tx, { userId, method: 'password', address, userAgent, now, secondFactorAt });
}
