/** The audit trail as the administrator sees it. */
import { aliasedTable, and, desc, eq, gte, lt, ne, or, type SQL, sql } from 'drizzle-orm';
import { type Cursor, isAfter, microsOf } from '../../db/keyset.ts';
import type { Queryable } from '../../db/open.ts';
import { auditEvents, users } from '../../db/schema.ts';
import type { EventKind } from '../../events/events.store.ts';
import { PAGE_ROWS } from '../query.ts';

export type AuditFilter = {
  kind?: EventKind | undefined;
  /** Id of the account that the event is about, or that caused it; null: the filter names nobody. */
  person?: string | null | undefined;
  from?: Date | undefined;
  /** Exclusive. */
  to?: Date | undefined;
};

const actor = aliasedTable(users, 'actor');

export function auditWhere({ kind, person, from, to }: AuditFilter): SQL | undefined {
  return and(
    kind ? eq(auditEvents.kind, kind) : ne(auditEvents.kind, 'sign-in-failed'),
    person === null ? sql`false` : undefined,
    person ? or(eq(auditEvents.userId, person), eq(auditEvents.actorId, person)) : undefined,
    from && gte(auditEvents.at, from),
    to && lt(auditEvents.at, to),
  );
}

/** The newest events behind the cursor. By default one more than a page holds: it tells of a further page. */
export async function listAudit(
  db: Queryable,
  filter: AuditFilter,
  { after, limit = PAGE_ROWS + 1 }: { after?: Cursor | undefined; limit?: number } = {},
) {
  return db
    .select({
      id: auditEvents.id,
      micros: microsOf(auditEvents.at),
      at: auditEvents.at,
      kind: auditEvents.kind,
      userId: auditEvents.userId,
      username: users.username,
      pseudonym: auditEvents.pseudonym,
      actorId: auditEvents.actorId,
      actorName: actor.username,
      detail: auditEvents.detail,
    })
    .from(auditEvents)
    .leftJoin(users, eq(users.id, auditEvents.userId))
    .leftJoin(actor, eq(actor.id, auditEvents.actorId))
    .where(and(auditWhere(filter), after && isAfter(auditEvents.at, auditEvents.id, after)))
    .orderBy(desc(auditEvents.at), desc(auditEvents.id))
    .limit(limit);
}

export type AuditRow = Awaited<ReturnType<typeof listAudit>>[number];
