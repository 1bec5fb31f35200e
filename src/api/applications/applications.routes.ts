/** `/api/v1/applications`. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { applicationOf, remove, renewSecret, setEnabled } from '../../admin/applications/change.ts';
import type { Problem } from '../../admin/applications/check.ts';
import { listApplications } from '../../applications/applications.store.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { Env } from '../../http/env.ts';
import { newApi } from '../http/api.ts';
import { programOf } from '../http/key.ts';
import { answer, ByID, body, FAILURES, NOTHING, reads, writes } from '../http/operation.ts';
import { misfits, problem } from '../http/problem.ts';
import {
  Application,
  ApplicationChange,
  ClientSecret,
  NewApplication,
  showApplication,
} from './applications.schema.ts';
import { saveApplication } from './save.ts';

const tags = ['Applications'];
const JSON_BODY = 'application/json';

function listRoute() {
  const summary = 'List all applications';
  return createRoute({
    ...{ method: 'get', path: '/api/v1/applications', tags, summary, operationId: 'listApplications' },
    ...reads('apps'),
    responses: { ...FAILURES, 200: answer(z.object({ items: z.array(Application) }), 'All applications by name') },
  });
}

function getRoute() {
  const summary = 'Get an application';
  return createRoute({
    ...{ method: 'get', path: '/api/v1/applications/{id}', tags, summary, operationId: 'getApplication' },
    ...reads('apps'),
    request: { params: ByID },
    responses: { ...FAILURES, 200: answer(Application, 'The application') },
  });
}

function addRoute(deps: Deps) {
  const { headers, ...write } = writes(deps, 'apps:write', JSON_BODY);
  const summary = 'Add an application';
  return createRoute({
    ...{ method: 'post', path: '/api/v1/applications', tags, summary, operationId: 'addApplication' },
    ...write,
    request: { headers, body: body(NewApplication) },
    responses: { ...FAILURES, 201: answer(Application, 'The new application') },
  });
}

function changeRoute(deps: Deps) {
  const { headers, ...write } = writes(deps, 'apps:write', JSON_BODY);
  const summary = 'Change an application';
  return createRoute({
    ...{ method: 'patch', path: '/api/v1/applications/{id}', tags, summary, operationId: 'changeApplication' },
    ...write,
    request: { headers, params: ByID, body: body(ApplicationChange) },
    responses: { ...FAILURES, 200: answer(Application, 'The application as changed') },
  });
}

function switchRoute(deps: Deps, act: 'disable' | 'enable') {
  const { headers, ...write } = writes(deps, 'apps:write');
  const summary = act === 'disable' ? 'Disable an application: nobody gets in' : 'Enable an application';
  const operationId = `${act}Application`;
  return createRoute({
    ...{ method: 'post', path: `/api/v1/applications/{id}/${act}`, tags, summary, operationId },
    ...write,
    request: { headers, params: ByID },
    responses: { ...FAILURES, 200: answer(Application, 'The application as changed') },
  });
}

/** It takes no Idempotency-Key: the stored answer would hold the secret. */
function secretRoute() {
  const summary = 'Make a new client secret. The former one is void';
  return createRoute({
    ...{ method: 'post', path: '/api/v1/applications/{id}/secret', tags, summary, operationId: 'renewSecret' },
    ...reads('apps:write'),
    request: { params: ByID },
    responses: { ...FAILURES, 201: answer(ClientSecret, 'The secret, this once') },
  });
}

function removeRoute(deps: Deps) {
  const { headers, ...write } = writes(deps, 'apps:write');
  const summary = 'Remove an application with its sessions and keys';
  return createRoute({
    ...{ method: 'delete', path: '/api/v1/applications/{id}', tags, summary, operationId: 'removeApplication' },
    ...write,
    request: { headers, params: ByID },
    responses: { ...FAILURES, 204: NOTHING },
  });
}

/** The answer to settings that do not fit. */
function refused(c: Context<Env>, problems: readonly Problem[]) {
  return problem(c, new AppError('invalid-form'), { errors: misfits(c, problems) }) as never;
}

/** Which application, and the key that asks. */
function asked(c: Context<Env>, { id }: { id: string }) {
  return { id, actorId: null, keyName: programOf(c).keyName };
}

/** The fields of a change that were sent: the schema fills in some that were not. */
async function sentOf(c: Context<Env>, change: ApplicationChange): Promise<ApplicationChange> {
  const raw = Object.keys(await c.req.json<object>());
  return Object.fromEntries(Object.entries(change).filter(([name]) => raw.includes(name)));
}

export function applicationRoutes(deps: Deps) {
  const { db } = deps;
  const api = newApi();
  const shown = async (id: string) => showApplication(await applicationOf(db, id));
  api.openapi(listRoute(), async (c) => c.json({ items: (await listApplications(db)).map(showApplication) }, 200));
  api.openapi(getRoute(), async (c) => c.json(await shown(c.req.valid('param').id), 200));
  api.openapi(addRoute(deps), async (c) => {
    const saved = await saveApplication(deps, programOf(c), { sent: c.req.valid('json') });
    return saved.ok ? c.json(await shown(saved.value), 201) : refused(c, saved.problems);
  });
  api.openapi(changeRoute(deps), async (c) => {
    const what = { id: c.req.valid('param').id, sent: await sentOf(c, c.req.valid('json')) };
    const saved = await saveApplication(deps, programOf(c), what);
    return saved.ok ? c.json(await shown(saved.value), 200) : refused(c, saved.problems);
  });
  for (const act of ['disable', 'enable'] as const) {
    api.openapi(switchRoute(deps, act), async (c) => {
      const one = asked(c, c.req.valid('param'));
      await setEnabled(deps, one, act === 'enable');
      return c.json(await shown(one.id), 200);
    });
  }
  api.openapi(secretRoute(), async (c) => {
    const one = asked(c, c.req.valid('param'));
    const clientSecret = await renewSecret(deps, one);
    return c.json({ clientId: (await applicationOf(db, one.id)).slug, clientSecret }, 201);
  });
  api.openapi(removeRoute(deps), async (c) => {
    await remove(deps, asked(c, c.req.valid('param')));
    return c.body(null, 204);
  });
  return api;
}
