/** The latest events of an application. */
import { and, desc, eq, gte, sql } from 'drizzle-orm';
import type { Queryable } from '../../db/open.ts';
import { auditEvents, users } from '../../db/schema.ts';
import type { Event } from '../../events/events.store.ts';

const MONTH_MS = 30 * 86_400_000;

/** The last event of a kind, of the last 30 days: the table has no index by application. */
export async function lastEventOf(
  db: Queryable,
  event: { kind: 'application-opened' | 'application-refused'; slug: string; now: Date },
): Promise<{ at: Date; username: string | null; detail: NonNullable<Event['detail']> } | undefined> {
  const { kind, slug, now } = event;
  const [row] = await db
    .select({ at: auditEvents.at, username: users.username, detail: auditEvents.detail })
    .from(auditEvents)
    .leftJoin(users, eq(users.id, auditEvents.userId))
    .where(
      and(
        eq(auditEvents.kind, kind),
        gte(auditEvents.at, new Date(now.getTime() - MONTH_MS)),
        sql`${auditEvents.detail}->>'application' = ${slug}`,
      ),
    )
    .orderBy(desc(auditEvents.at))
    .limit(1);
  return row;
}
