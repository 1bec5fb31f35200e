/** Removes rows that are too old. */
import { and, isNotNull, lt } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { auditEvents, loginAttempts } from '../db/schema.ts';

/** Removes sign-in attempts from before a moment. Those that still run stay. */
export async function deleteAttempts(db: Queryable, before: Date): Promise<void> {
  await db.delete(loginAttempts).where(and(lt(loginAttempts.openedAt, before), isNotNull(loginAttempts.endedAt)));
}

/** Removes audit events from before a moment. */
export async function deleteAudit(db: Queryable, before: Date): Promise<void> {
  await db.delete(auditEvents).where(lt(auditEvents.at, before));
}
