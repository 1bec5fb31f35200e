/** `/api/v1/people/{id}/sessions`. A key ends sessions and never makes one. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { happened } from '../../events/events.store.ts';
import { endSessions, listSessions } from '../../sessions/sessions.store.ts';
import { newApi } from '../http/api.ts';
import { programOf } from '../http/key.ts';
import { answer, ByID, FAILURES, NOTHING, reads, Time, writes } from '../http/operation.ts';
import { findPerson } from '../people/people.store.ts';
import { lockPerson } from '../people/people.ts';

const tags = ['Sessions'];
/** SHA-256 of the session's secret: it names the session and opens nothing. */
const SessionId = z.string().regex(/^[0-9a-f]{64}$/);
const OfPerson = ByID.extend({ session: SessionId.openapi({ param: { name: 'session', in: 'path' } }) });

const Session = z
  .object({
    id: SessionId,
    method: z.enum(['password', 'face', 'passkey']),
    ...{ createdAt: Time, lastUsedAt: Time, expiresAt: Time, address: z.string(), userAgent: z.string() },
  })
  .openapi('Session');

function listRoute() {
  const summary = 'List the open sessions of a person';
  return createRoute({
    ...{ method: 'get', path: '/api/v1/people/{id}/sessions', tags, summary, operationId: 'listSessions' },
    ...reads('people:read'),
    request: { params: ByID },
    responses: { ...FAILURES, 200: answer(z.object({ items: z.array(Session) }), 'All open sessions') },
  });
}

function endAllRoute(deps: Deps) {
  const { headers, ...write } = writes(deps, 'people:write');
  const summary = 'End every session of a person';
  return createRoute({
    ...{ method: 'delete', path: '/api/v1/people/{id}/sessions', tags, summary, operationId: 'endSessions' },
    ...write,
    request: { headers, params: ByID },
    responses: { ...FAILURES, 204: NOTHING },
  });
}

function endRoute(deps: Deps) {
  const { headers, ...write } = writes(deps, 'people:write');
  const summary = 'End one session of a person';
  return createRoute({
    ...{ method: 'delete', path: '/api/v1/people/{id}/sessions/{session}', tags, summary, operationId: 'endSession' },
    ...write,
    request: { headers, params: OfPerson },
    responses: { ...FAILURES, 204: NOTHING },
  });
}

/** @throws {AppError} `not-found`, `administrator`. */
async function end(deps: Deps, keyName: string, { userId, idHash }: { userId: string; idHash?: string }) {
  await deps.outbox.commit(async (tx) => {
    await lockPerson(tx, userId);
    const ended = await endSessions(tx, userId, idHash);
    if (idHash !== undefined && ended === 0) throw new AppError('not-found');
    const detail = { which: idHash === undefined ? 'all' : 'one' };
    await happened(tx, { at: deps.clock(), userId, kind: 'sessions-ended', detail });
  }, keyName);
}

export function sessionRoutes(deps: Deps) {
  const api = newApi();
  api.openapi(listRoute(), async (c) => {
    const { id } = c.req.valid('param');
    if (!(await findPerson(deps.db, id))) throw new AppError('not-found');
    const rows = await listSessions(deps.db, id, deps.clock());
    const items = rows.map(({ idHash, method, address, userAgent, createdAt, lastUsedAt, expiresAt }) => ({
      ...{ id: idHash, method, address, userAgent, createdAt: createdAt.toISOString() },
      ...{ lastUsedAt: lastUsedAt.toISOString(), expiresAt: expiresAt.toISOString() },
    }));
    return c.json({ items }, 200);
  });
  api.openapi(endAllRoute(deps), async (c) => {
    await end(deps, programOf(c).keyName, { userId: c.req.valid('param').id });
    return c.body(null, 204);
  });
  api.openapi(endRoute(deps), async (c) => {
    const { id: userId, session: idHash } = c.req.valid('param');
    await end(deps, programOf(c).keyName, { userId, idHash });
    return c.body(null, 204);
  });
  return api;
}
