/** Rows of administrators. */
import { and, eq, isNull } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { users } from '../db/schema.ts';

/** An administrator who can sign in. */
const active = and(eq(users.role, 'admin'), isNull(users.disabledAt));

/** Whether an administrator exists who can sign in. */
export async function hasAdmin(db: Queryable): Promise<boolean> {
  return (await db.select({ id: users.id }).from(users).where(active).limit(1)).length > 0;
}

/**
 * Whether another administrator can sign in. The query locks all of them until the transaction ends: two people who
 * take each other's role at the same moment cannot both succeed.
 */
export async function othersRemain(tx: Queryable, userId: string): Promise<boolean> {
  const admins = await tx.select({ id: users.id }).from(users).where(active).orderBy(users.id).for('update');
  return admins.some(({ id }) => id !== userId);
}

export async function saveRole(tx: Queryable, userId: string, role: 'user' | 'admin'): Promise<void> {
  await tx.update(users).set({ role }).where(eq(users.id, userId));
}
