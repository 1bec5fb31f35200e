/** `/api/v1/people`. */
import { createRoute, z } from '@hono/zod-openapi';
import { linkFaces } from '../../admin/people/link.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { newApi } from '../http/api.ts';
import { programOf } from '../http/key.ts';
import {
  answer,
  ByID,
  body,
  FAILURES,
  listOf,
  NOTHING,
  Paging,
  pageOf,
  readCursor,
  reads,
  writes,
} from '../http/operation.ts';
import { Link, NewPerson, Person, PersonChange, showPerson } from './people.schema.ts';
import { findPerson, listPeople } from './people.store.ts';
import { addPerson, changePerson, removePerson, setStanding } from './people.ts';

const tags = ['People'];

const ListQuery = Paging.extend({
  signIn: z
    .enum(['true', 'false'])
    .optional()
    .openapi({ description: 'Only people who can sign in, or only those without a way in.' }),
});

/** @throws {AppError} `not-found`. */
async function shown({ db }: Pick<Deps, 'db'>, id: string) {
  const row = await findPerson(db, id);
  if (!row) throw new AppError('not-found');
  return showPerson(row);
}

function listRoute() {
  return createRoute({
    ...{ method: 'get', path: '/api/v1/people', tags, summary: 'List people by name', operationId: 'listPeople' },
    ...reads('people:read'),
    request: { query: ListQuery },
    responses: { ...FAILURES, 200: answer(listOf(Person), 'A page of people') },
  });
}

function addRoute(deps: Deps) {
  const { headers, ...write } = writes(deps, 'people:write', 'application/json');
  return createRoute({
    ...{ method: 'post', path: '/api/v1/people', tags, summary: 'Add a person', operationId: 'addPerson' },
    ...write,
    request: { headers, body: body(NewPerson) },
    responses: { ...FAILURES, 201: answer(Person, 'The new person') },
  });
}

function getRoute() {
  return createRoute({
    ...{ method: 'get', path: '/api/v1/people/{id}', tags, summary: 'Get a person', operationId: 'getPerson' },
    ...reads('people:read'),
    request: { params: ByID },
    responses: { ...FAILURES, 200: answer(Person, 'The person') },
  });
}

function changeRoute(deps: Deps) {
  const { headers, ...write } = writes(deps, 'people:write', 'application/json');
  return createRoute({
    ...{ method: 'patch', path: '/api/v1/people/{id}', tags, summary: 'Change a person', operationId: 'changePerson' },
    ...write,
    request: { headers, params: ByID, body: body(PersonChange) },
    responses: { ...FAILURES, 200: answer(Person, 'The person as changed') },
  });
}

function standingRoute(deps: Deps, act: 'disable' | 'enable') {
  const { headers, ...write } = writes(deps, 'people:write');
  const summary = act === 'disable' ? 'Disable a person and end their sessions' : 'Enable a person';
  return createRoute({
    ...{ method: 'post', path: `/api/v1/people/{id}/${act}`, tags, summary, operationId: `${act}Person` },
    ...write,
    request: { headers, params: ByID },
    responses: { ...FAILURES, 200: answer(Person, 'The person as changed') },
  });
}

function linkRoute(deps: Deps) {
  const { headers, ...write } = writes(deps, ['people:write', 'faces:write'], 'application/json');
  const summary = 'Give the faces of a person without a way in to an account, and erase that person';
  return createRoute({
    ...{ method: 'post', path: '/api/v1/people/{id}/link', tags, summary, operationId: 'linkPerson' },
    ...write,
    request: { headers, params: ByID, body: body(Link) },
    responses: { ...FAILURES, 200: answer(Person, 'The account') },
  });
}

function removeRoute(deps: Deps) {
  const { headers, ...write } = writes(deps, 'people:write');
  const summary = 'Erase a person with everything that belongs to them';
  return createRoute({
    ...{ method: 'delete', path: '/api/v1/people/{id}', tags, summary, operationId: 'removePerson' },
    ...write,
    request: { headers, params: ByID },
    responses: { ...FAILURES, 204: NOTHING },
  });
}

export function peopleRoutes(deps: Deps) {
  const api = newApi();
  api.openapi(listRoute(), async (c) => {
    const { limit, cursor, signIn } = c.req.valid('query');
    const subject = signIn === undefined ? undefined : signIn === 'false';
    const rows = await listPeople(deps.db, { subject, after: readCursor(cursor), limit: limit + 1 });
    return c.json(pageOf(rows, limit, { show: showPerson, nameOf: ({ usernameKey }) => usernameKey }), 200);
  });
  api.openapi(addRoute(deps), async (c) => {
    const { name, displayName = name, signIn } = c.req.valid('json');
    const id = await addPerson(deps, programOf(c), { name, displayName, subject: !signIn });
    return c.json(await shown(deps, id), 201);
  });
  api.openapi(getRoute(), async (c) => c.json(await shown(deps, c.req.valid('param').id), 200));
  api.openapi(changeRoute(deps), async (c) => {
    const { id } = c.req.valid('param');
    await changePerson(deps, programOf(c), { id, change: c.req.valid('json') });
    return c.json(await shown(deps, id), 200);
  });
  for (const act of ['disable', 'enable'] as const) {
    api.openapi(standingRoute(deps, act), async (c) => {
      const { id } = c.req.valid('param');
      await setStanding(deps, programOf(c), { id, act });
      return c.json(await shown(deps, id), 200);
    });
  }
  api.openapi(linkRoute(deps), async (c) => {
    const [{ id: from }, { account: to }] = [c.req.valid('param'), c.req.valid('json')];
    await linkFaces(deps, { actorId: null, keyName: programOf(c).keyName }, { from, to });
    return c.json(await shown(deps, to), 200);
  });
  api.openapi(removeRoute(deps), async (c) => {
    await removePerson(deps, programOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });
  return api;
}
