/** `/api/v1/groups`. */
import { createRoute, z } from '@hono/zod-openapi';
import { findGroup, membersOf } from '../../applications/group-members.store.ts';
import { listGroups } from '../../applications/groups.store.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { text } from '../../fields.ts';
import { newApi } from '../http/api.ts';
import { programOf } from '../http/key.ts';
import { answer, ByID, body, FAILURES, Id, NOTHING, reads, writes } from '../http/operation.ts';
import { dropGroup, makeGroup, setMember } from './groups.ts';

const tags = ['Groups'];
const name = text(64)
  .refine((value) => value !== '', 'field.required')
  .openapi({ type: 'string', minLength: 1, maxLength: 64, example: 'staff' });

const Group = z.object({ id: Id, name: z.string(), members: z.int() }).openapi('Group');
const Member = z.object({ id: Id, name: z.string() }).openapi('Member');
const NewGroup = z.strictObject({ name }).openapi('NewGroup');
const Membership = ByID.extend({ person: Id.openapi({ param: { name: 'person', in: 'path' } }) });

function listRoute() {
  return createRoute({
    ...{ method: 'get', path: '/api/v1/groups', tags, summary: 'List all groups', operationId: 'listGroups' },
    ...reads('people:read'),
    responses: { ...FAILURES, 200: answer(z.object({ items: z.array(Group) }), 'All groups by name') },
  });
}

function membersRoute() {
  const summary = 'List the members of a group';
  return createRoute({
    ...{ method: 'get', path: '/api/v1/groups/{id}/members', tags, summary, operationId: 'listMembers' },
    ...reads('people:read'),
    request: { params: ByID },
    responses: { ...FAILURES, 200: answer(z.object({ items: z.array(Member) }), 'All members by name') },
  });
}

function addRoute(deps: Deps) {
  const { headers, ...write } = writes(deps, 'people:write', 'application/json');
  return createRoute({
    ...{ method: 'post', path: '/api/v1/groups', tags, summary: 'Add a group', operationId: 'addGroup' },
    ...write,
    request: { headers, body: body(NewGroup) },
    responses: { ...FAILURES, 201: answer(Group, 'The new group') },
  });
}

function removeRoute(deps: Deps) {
  const { headers, ...write } = writes(deps, 'people:write');
  return createRoute({
    ...{ method: 'delete', path: '/api/v1/groups/{id}', tags, summary: 'Remove a group', operationId: 'removeGroup' },
    ...write,
    request: { headers, params: ByID },
    responses: { ...FAILURES, 204: NOTHING },
  });
}

function memberRoute(deps: Deps, method: 'put' | 'delete') {
  const { headers, ...write } = writes(deps, 'people:write');
  const summary = method === 'put' ? 'Put a person into a group' : 'Take a person out of a group';
  const operationId = method === 'put' ? 'addMember' : 'removeMember';
  return createRoute({
    ...{ method, path: '/api/v1/groups/{id}/members/{person}', tags, summary, operationId },
    ...write,
    request: { headers, params: Membership },
    responses: { ...FAILURES, 204: NOTHING },
  });
}

export function groupRoutes(deps: Deps) {
  const { db } = deps;
  const api = newApi();
  api.openapi(listRoute(), async (c) => c.json({ items: await listGroups(db) }, 200));
  api.openapi(membersRoute(), async (c) => {
    const { id } = c.req.valid('param');
    if (!(await findGroup(db, id))) throw new AppError('not-found');
    return c.json({ items: await membersOf(db, id) }, 200);
  });
  api.openapi(addRoute(deps), async (c) => {
    const group = c.req.valid('json').name;
    const id = await makeGroup(deps, programOf(c), group);
    return c.json({ id, name: group, members: 0 }, 201);
  });
  api.openapi(removeRoute(deps), async (c) => {
    await dropGroup(deps, programOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });
  for (const method of ['put', 'delete'] as const) {
    api.openapi(memberRoute(deps, method), async (c) => {
      const { id: groupId, person: userId } = c.req.valid('param');
      await setMember(deps, programOf(c), { groupId, userId, member: method === 'put' });
      return c.body(null, 204);
    });
  }
  return api;
}
