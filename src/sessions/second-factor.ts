/**
 * Who must show a second factor (`FACELOGIN_SECOND_FACTOR`). It is a passkey, or a recovery code of somebody who has a
 * passkey. A sign-in by passkey counts as both factors: the device verified its owner by a PIN or a finger.
 */
import type { Queryable } from '../db/open.ts';
import type { Policy } from '../policy/policy.ts';
import type { Session } from '../principal.ts';
import { findPerson, type Method, type Person } from './person.store.ts';

/**
 * `met`: nothing is missing. `show`: the person must show a passkey. `set-up`: this person needs a passkey and has none
 * yet.
 */
export type Missing = 'met' | 'show' | 'set-up';

/** The page of the second factor. */
export const SECOND_STEP = '/login/second';

/** What is missing after a first factor. */
export function missingFactor(rule: Policy['secondFactor'], method: Method, person: Person): Missing {
  if (method === 'passkey' || rule === 'off') return 'met';
  const demanded = rule === 'all' || (rule === 'admins' && person.role === 'admin');
  if (demanded) return person.hasPasskey ? 'show' : 'set-up';
  return rule === 'face' && method === 'face' && person.hasPasskey ? 'show' : 'met';
}

/**
 * What an open session lacks. Since its sign-in the setting may have become stricter, or the person may have added a
 * passkey. A session that showed a second factor lacks nothing.
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
