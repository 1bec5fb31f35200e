/** `/api/v1/applications`. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Application as Stored } from '../../applications/application.ts';
import { findApplication, listApplications } from '../../applications/applications.store.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { newApi } from '../http/api.ts';
import { answer, ByID, FAILURES, Id, reads } from '../http/operation.ts';

const tags = ['Applications'];

const Application = z
  .object({
    ...{ id: Id, slug: z.string(), name: z.string(), enabled: z.boolean(), origins: z.array(z.string()) },
    ...{ forwardAuth: z.boolean(), oidc: z.boolean() },
    audience: z.enum(['everybody', 'chosen']),
    ways: z.array(z.string()).openapi({ description: 'Each of them is enough to get in.' }),
    groups: z.array(Id),
    people: z.array(Id),
  })
  .openapi('Application');

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

function show({ id, slug, name, enabled, origins, forwardAuth, oidc, audience, policy, groups, people }: Stored) {
  return {
    ...{ id, slug, name, enabled, origins: [...origins], forwardAuth, oidc: oidc !== null, audience },
    ...{ ways: [...policy.ways], groups: [...groups], people: [...people] },
  };
}

export function applicationRoutes({ db }: Deps) {
  const api = newApi();
  api.openapi(listRoute(), async (c) => c.json({ items: (await listApplications(db)).map(show) }, 200));
  api.openapi(getRoute(), async (c) => {
    const found = await findApplication(db, c.req.valid('param').id);
    if (!found) throw new AppError('not-found');
    return c.json(show(found), 200);
  });
  return api;
}
