/** Changes a password and deletes an account. The routes ask for the password of the last five minutes first. */

import { hashPassword } from '../crypto/passwords.ts';
import type { Deps } from '../deps.ts';
import type { FieldErrors } from '../errors.ts';
import { happened } from '../events/events.store.ts';
import type { Client, Session } from '../principal.ts';
import { admitAgain } from '../sessions/admit.ts';
import { endPending } from '../sessions/pending.store.ts';
import { endSessions } from '../sessions/sessions.store.ts';
import { savePassword } from './accounts.store.ts';
import { erasePerson } from './erasure.store.ts';
import { passwordProblem } from './password-policy.ts';

type SecurityDeps = Pick<Deps, 'db' | 'clock'>;

/**
 * Sets a new password, ends every session of the account and opens a new one here.
 * @returns the new session id, or what is wrong with the field `password`.
 */
export async function changePassword(
  deps: SecurityDeps,
  input: { session: Session; password: string; client: Client },
): Promise<{ ok: true; sessionToken: string } | { ok: false; errors: FieldErrors }> {
  const { session, password, client } = input;
  const { userId } = session;
  const problem = passwordProblem(password, session.username);
  if (problem) return { ok: false, errors: { password: problem } };
  const passwordHash = await hashPassword(password);
  const now = deps.clock();
  const sessionToken = await deps.db.transaction(async (tx) => {
    await savePassword(tx, userId, passwordHash);
    await endSessions(tx, userId);
    await happened(tx, { at: now, userId, kind: 'password-changed' });
    await endPending(tx, userId);
    return admitAgain(tx, { userId, client, now, secondFactorAt: session.secondFactorAt });
  });
  return { ok: true, sessionToken };
}

/**
 * Deletes the account with everything that belongs to it. Its audit rows stay under a pseudonym.
 */
export async function deleteAccount(
  deps: Pick<Deps, 'outbox' | 'clock'>,
  { userId }: Pick<Session, 'userId'>,
): Promise<void> {
  await deps.outbox.commit((tx) => erasePerson(tx, { userId, now: deps.clock() }));
}
