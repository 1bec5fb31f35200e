/** Gives and takes the administrator's role. Once a first administrator exists, one who can sign in always remains. */
import { userNamed } from '../../accounts/named.store.ts';
import { saveRole } from '../../accounts/roles.store.ts';
import type { Queryable } from '../../db/open.ts';
import type { Deps } from '../../deps.ts';
import { happened } from '../../events/events.store.ts';

/**
 * Changes the role and records it.
 * @param change.actorId the administrator who asked for it; absent: the command line.
 */
export async function setRole(
  tx: Queryable,
  change: { userId: string; role: 'user' | 'admin'; now: Date; actorId?: string },
): Promise<void> {
  const { userId, role, now, actorId } = change;
  await saveRole(tx, userId, role);
  const kind = role === 'admin' ? 'admin-made' : 'admin-unmade';
  await happened(tx, { at: now, userId, kind, ...(actorId ? { actorId } : { detail: { by: 'console' } }) });
}

/**
 * `facelogin admin USERNAME` gives an existing account the role.
 * @throws {Error} in one line: nobody has that name, or the account is disabled.
 */
export async function makeAdminByName(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  username: string,
): Promise<{ username: string }> {
  return db.transaction(async (tx) => {
    const user = await userNamed(tx, username);
    if (user.disabledAt) throw new Error(`The account of ${user.username} is disabled.`);
    if (user.role !== 'admin') await setRole(tx, { userId: user.id, role: 'admin', now: clock() });
    return { username: user.username };
  });
}
