/**
 * Of whom a second factor is asked (`FACELOGIN_SECOND_FACTOR`). It is a passkey, or a recovery code of somebody who has
 * one. A sign-in by passkey counts as both factors: the device verified its owner, by a PIN or a finger.
 */
import type { Queryable } from '../db/open.ts';
import type { Policy } from '../policy/policy.ts';
import type { Session } from '../principal.ts';
import { findPerson, type Method, type Person } from './person.store.ts';

/**
 * `met`: nothing is missing. `show`: a passkey has to be shown. `set-up`: one is demanded of this person, and there is
 * none yet.
 */
export type Missing = 'met' | 'show' | 'set-up';

/** Where the second factor is shown. */
export const SECOND_STEP = '/login/second';

/** Where a passkey is set up, on the way to `next`. */
export function setUpHref(next: string): string {
  return `/account/passkeys?next=${encodeURIComponent(next)}`;
}

/** What a first factor leaves to ask. */
export function missingFactor(rule: Policy['secondFactor'], method: Method, person: Person): Missing {
  if (method === 'passkey' || rule === 'off') return 'met';
  const demanded = rule === 'all' || (rule === 'admins' && person.role === 'admin');
  if (demanded) return person.hasPasskey ? 'show' : 'set-up';
  return rule === 'face' && method === 'face' && person.hasPasskey ? 'show' : 'met';
}

/**
 * What an open session lacks: the setting may have become stricter, and a passkey may have come since it was opened.
 * One that has shown a second factor lacks nothing.
 */
export async function sessionLacks(
  db: Queryable,
  { secondFactor }: Pick<Policy, 'secondFactor'>,
  session: Pick<Session, 'userId' | 'method' | 'secondFactorAt'>,
): Promise<Missing> {
  if (secondFactor === 'off' || session.method === 'passkey' || session.secondFactorAt) return 'met';
  const person = await findPerson(db, session.userId);
  return person ? missingFactor(secondFactor, session.method, person) : 'met';
}
