/** `/api/v1/attempts` and `/api/v1/audit`. */
import { createRoute, z } from '@hono/zod-openapi';
import { listAttempts, MODES, OUTCOMES } from '../../admin/records/attempts.store.ts';
import { listAudit } from '../../admin/records/audit.store.ts';
import type { Deps } from '../../deps.ts';
import { TRAIL_KINDS } from '../../events/events.store.ts';
import { newApi } from '../http/api.ts';
import {
  answer,
  FAILURES,
  Id,
  listOf,
  Paging,
  pageOf,
  reads,
  readTimeCursor,
  Time,
  timeCursor,
} from '../http/operation.ts';

const tags = ['Records'];

/** A time in a query. PostgreSQL has no year 0. */
const Moment = z.iso
  .datetime()
  .refine((time) => !time.startsWith('0000'), 'field.value.form')
  .openapi({ example: '2026-03-02T10:00:00Z' });

/** Filters of both lists. */
const Period = Paging.extend({
  person: Id.optional(),
  from: Moment.optional(),
  to: Moment.optional().openapi({ description: 'Exclusive.' }),
});

const Attempt = z
  .object({
    ...{ id: Id, openedAt: Time, endedAt: Time.nullable() },
    outcome: z.enum(['accepted', 'expired', 'frames', 'abandoned', 'refused']).nullable(),
    reason: z.string().nullable(),
    mode: z.enum(MODES),
    frames: z.int(),
    person: Id.nullable().openapi({ description: 'Who signed in, or whose face was recognized.' }),
    claimed: Id.nullable().openapi({ description: 'Whose name came first.' }),
  })
  .openapi('Attempt');

const AuditEvent = z
  .object({
    ...{ id: Id, at: Time, kind: z.string(), person: Id.nullable() },
    actor: Id.nullable().openapi({ description: 'The administrator who did it.' }),
    pseudonym: z.string().nullable().openapi({ description: 'Stands for a person who was erased.' }),
    detail: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .openapi({ description: '`key`: the name of the key that did it.' }),
  })
  .openapi('AuditEvent');

function attemptsRoute() {
  const summary = 'List the attempts to sign in by face, the newest first';
  return createRoute({
    ...{ method: 'get', path: '/api/v1/attempts', tags, summary, operationId: 'listAttempts' },
    ...reads('audit:read'),
    request: { query: Period.extend({ outcome: z.enum(OUTCOMES).optional() }) },
    responses: { ...FAILURES, 200: answer(listOf(Attempt), 'A page of attempts') },
  });
}

function auditRoute() {
  const summary = 'List the audit trail, the newest first';
  return createRoute({
    ...{ method: 'get', path: '/api/v1/audit', tags, summary, operationId: 'listAudit' },
    ...reads('audit:read'),
    request: { query: Period.extend({ kind: z.enum(TRAIL_KINDS as [(typeof TRAIL_KINDS)[number]]).optional() }) },
    responses: { ...FAILURES, 200: answer(listOf(AuditEvent), 'A page of events') },
  });
}

const day = (text: string | undefined) => (text === undefined ? undefined : new Date(text));

export function recordRoutes({ db, clock }: Deps) {
  const api = newApi();
  api.openapi(attemptsRoute(), async (c) => {
    const { limit, cursor, from, to, ...filter } = c.req.valid('query');
    const page = { after: readTimeCursor(cursor), limit: limit + 1, now: clock() };
    const rows = await listAttempts(db, { ...filter, from: day(from), to: day(to) }, page);
    const show = ({ id, openedAt, endedAt, outcome, reason, mode, frames, ...row }: (typeof rows)[number]) => ({
      ...{ id, openedAt: openedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null, outcome, reason, mode },
      ...{ frames, person: row.userId, claimed: row.claimedUserId },
    });
    return c.json(pageOf(rows, limit, { show, nameOf: timeCursor }), 200);
  });
  api.openapi(auditRoute(), async (c) => {
    const { limit, cursor, from, to, ...filter } = c.req.valid('query');
    const page = { after: readTimeCursor(cursor), limit: limit + 1 };
    const rows = await listAudit(db, { ...filter, from: day(from), to: day(to) }, page);
    const show = ({ id, at, kind, userId, actorId, pseudonym, detail }: (typeof rows)[number]) => ({
      ...{ id, at: at.toISOString(), kind, person: userId, actor: actorId, pseudonym, detail },
    });
    return c.json(pageOf(rows, limit, { show, nameOf: timeCursor }), 200);
  });
  return api;
}
