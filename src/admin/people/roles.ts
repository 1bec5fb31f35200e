/** Who is an administrator. There is always one who can sign in, once there was a first. */
import { and, eq, isNull } from 'drizzle-orm';
import { userNamed } from '../../accounts/named.store.ts';
import { recordAudit } from '../../audit/audit.store.ts';
import type { Queryable } from '../../db/open.ts';
import { users } from '../../db/schema.ts';
import type { Deps } from '../../deps.ts';

const active = and(eq(users.role, 'admin'), isNull(users.disabledAt));

/** Whether there is an administrator who can sign in. */
export async function hasAdmin(db: Queryable): Promise<boolean> {
  return (await db.select({ id: users.id }).from(users).where(active).limit(1)).length > 0;
}

/**
 * Whether somebody else is an administrator who can sign in. All of them stay locked until the transaction ends, so
 * that two who take each other's role at the same moment cannot both succeed.
 */
export async function othersRemain(tx: Queryable, userId: string): Promise<boolean> {
  const admins = await tx.select({ id: users.id }).from(users).where(active).orderBy(users.id).for('update');
  return admins.some(({ id }) => id !== userId);
}

/** Gives or takes the role, and writes it down. Without `actorId` it came from the console. */
export async function setRole(
  tx: Queryable,
  change: { userId: string; role: 'user' | 'admin'; now: Date; actorId?: string },
): Promise<void> {
  const { userId, role, now, actorId } = change;
  await tx.update(users).set({ role }).where(eq(users.id, userId));
  const kind = role === 'admin' ? 'admin-made' : 'admin-unmade';
  await recordAudit(tx, { at: now, userId, kind, ...(actorId ? { actorId } : { detail: { by: 'console' } }) });
}

/**
 * `facelogin admin USERNAME`: an existing account becomes an administrator's.
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
