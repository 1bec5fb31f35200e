/** Erases an account with everything that belongs to it. The records that stay name nobody. */
import { randomBytes } from 'node:crypto';
import { and, eq, isNull, or, sql } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { auditEvents, loginAttempts, users, webhookDeliveries } from '../db/schema.ts';
import { happened } from '../events/events.store.ts';
import { NO_BUCKET } from '../limits.ts';
import { clearAccount } from '../throttle/throttle.store.ts';

/** A random text that exists nowhere else: it ties the rows of one person together and leads back to nobody. */
function newPseudonym(): string {
  return `erased-${randomBytes(8).toString('hex')}`;
}

/** Removes a person from every column of the sign-in attempts, and ends those that still run. */
async function leaveAttempts(tx: Queryable, userId: string, now: Date): Promise<void> {
  const named = or(
    eq(loginAttempts.userId, userId),
    eq(loginAttempts.claimedUserId, userId),
    sql`${loginAttempts.throttle} ->> 'account' = ${userId}`,
    sql`${loginAttempts.state}::text like ${`%${userId}%`}`,
  );
  const ended = { endedAt: now, outcome: 'abandoned' as const, tokenHash: null };
  await tx
    .update(loginAttempts)
    .set(ended)
    .where(and(named, isNull(loginAttempts.endedAt)));
  await tx
    .update(loginAttempts)
    .set({ state: {}, throttle: NO_BUCKET, userId: null, claimedUserId: null })
    .where(named);
}

/** Puts the pseudonym in the place of a person in every audit row about them, or about what they did. */
async function pseudonymise(tx: Queryable, userId: string, pseudonym: string): Promise<void> {
  await tx.update(auditEvents).set({ userId: null, pseudonym }).where(eq(auditEvents.userId, userId));
  const actor = sql`${auditEvents.detail} || jsonb_build_object('actor', ${pseudonym}::text)`;
  await tx.update(auditEvents).set({ actorId: null, detail: actor }).where(eq(auditEvents.actorId, userId));
  // Rows about others name this person, too: a duplicate face names its other owner.
  await tx
    .update(auditEvents)
    .set({ detail: sql`replace(${auditEvents.detail}::text, ${userId}, ${pseudonym})::jsonb` })
    .where(sql`${auditEvents.detail}::text like ${`%${userId}%`}`);
}

/** Forgets the events about a person that webhooks got. Those on their way are sent, and then housekeeping forgets them. */
async function forgetDeliveries(tx: Queryable, userId: string): Promise<void> {
  const { personId, nextAt } = webhookDeliveries;
  await tx.delete(webhookDeliveries).where(and(eq(personId, userId), isNull(nextAt)));
}

/**
 * Erases a person. Call it in a transaction, and tell the gallery after the commit.
 * @returns the pseudonym under which the audit rows stay until retention removes them.
 */
export async function erasePerson(tx: Queryable, { userId, now }: { userId: string; now: Date }): Promise<string> {
  const pseudonym = newPseudonym();
  await happened(tx, { at: now, userId, kind: 'account-deleted' });
  await pseudonymise(tx, userId, pseudonym);
  await leaveAttempts(tx, userId, now);
  await forgetDeliveries(tx, userId);
  await clearAccount(tx, userId);
  await tx.delete(users).where(eq(users.id, userId));
  return pseudonym;
}
