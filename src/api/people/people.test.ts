/** People, groups and sessions of `/api/v1`. */
import { beforeEach, describe, expect, test } from 'bun:test';
import { and, eq } from 'drizzle-orm';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { keyFor, type ProgramVisitor, programAt } from '../../../test/helpers/site/api.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite, PASSWORD, registerAt } from '../../../test/helpers/site/site.ts';
import { auditEvents, users } from '../../db/schema.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let site: ReturnType<typeof openSite>;
let program: ProgramVisitor;

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  site = openSite(deps);
  program = programAt(site.app, deps, await keyFor(deps));
});

// biome-ignore lint/suspicious/noExplicitAny: answers are read freely.
const jsonOf = async (response: Response): Promise<any> => response.json();
const titleOf = async (response: Response) => [response.status, (await jsonOf(response)).title];
const add = async (name: string, more: object = {}) =>
  (await jsonOf(await program('/api/v1/people', { json: { name, ...more } }))).id as string;

describe('people', () => {
  test('are added, changed, disabled, enabled and erased, and the audit trail names the key', async () => {
    const id = await add('anna', { displayName: 'Anna Huber' });
    const path = `/api/v1/people/${id}`;
    expect(await jsonOf(await program(path))).toMatchObject({ name: 'anna', displayName: 'Anna Huber', signIn: true });
    const changed = await program(path, { method: 'PATCH', json: { displayName: 'Anna' } });
    expect(await jsonOf(changed)).toMatchObject({ name: 'anna', displayName: 'Anna' });
    expect((await jsonOf(await program(`${path}/disable`, { method: 'POST' }))).disabled).toBe(true);
    expect((await jsonOf(await program(`${path}/enable`, { method: 'POST' }))).disabled).toBe(false);
    expect((await program(path, { method: 'DELETE' })).status).toBe(204);
    expect((await program(path)).status).toBe(404);
    const events = await deps.db.select().from(auditEvents).where(eq(auditEvents.actorId, id));
    expect(events).toEqual([]);
    const trail = await jsonOf(await program('/api/v1/audit'));
    const own = trail.items.filter(({ detail }: { detail: { key?: string } }) => detail.key === 'program 1');
    expect(own.map(({ kind }: { kind: string }) => kind).sort()).toEqual(
      ['account-deleted', 'account-disabled', 'account-enabled', 'person-added', 'person-changed'].sort(),
    );
  });

  test('have names that nobody else has', async () => {
    await add('anna');
    expect(await titleOf(await program('/api/v1/people', { json: { name: 'ANNA' } }))).toEqual([409, 'name-taken']);
    const other = await add('bertha');
    const taken = await program(`/api/v1/people/${other}`, { method: 'PATCH', json: { name: 'Anna' } });
    expect(await titleOf(taken)).toEqual([409, 'name-taken']);
    expect(await titleOf(await program('/api/v1/people', { json: { name: 'no spaces' } }))).toEqual([
      422,
      'invalid-form',
    ]);
  });

  test('without a way in have names of any kind, and sign in nowhere until they get one', async () => {
    const id = await add('Delivery, back door', { signIn: false });
    for (const username of ['Delivery, back door', 'SUBJECT:Delivery, back door', 'subject:delivery']) {
      const refused = await site.visitor().post('/login', { username, password: PASSWORD });
      expect(refused.status).toBe(401);
    }
    const path = `/api/v1/people/${id}`;
    const unfit = await program(path, { method: 'PATCH', json: { signIn: true } });
    expect(await titleOf(unfit)).toEqual([422, 'invalid-form']);
    const linked = await program(path, { method: 'PATCH', json: { signIn: true, name: 'door' } });
    expect(await jsonOf(linked)).toMatchObject({ id, name: 'door', signIn: true });
    expect((await program(path, { method: 'PATCH', json: { signIn: false } })).status).toBe(422);
    expect((await deps.db.select().from(users).where(eq(users.id, id)))[0]!.passwordHash).toStartWith('$argon2id$');
  });

  test('who are administrators are no business of a key', async () => {
    const id = await add('root');
    await deps.db.update(users).set({ role: 'admin' }).where(eq(users.id, id));
    for (const [method, path] of [
      ['POST', `/api/v1/people/${id}/disable`],
      ['DELETE', `/api/v1/people/${id}`],
      ['DELETE', `/api/v1/people/${id}/faces`],
      ['DELETE', `/api/v1/people/${id}/sessions`],
    ] as const) {
      expect(await titleOf(await program(path, { method }))).toEqual([403, 'administrator']);
    }
    expect((await deps.db.select().from(users).where(eq(users.id, id)))[0]!.disabledAt).toBeNull();
  });

  test('come in pages that miss nobody and repeat nobody', async () => {
    const names = Array.from({ length: 7 }, (_, n) => `person${n}`);
    for (const name of names) await add(name, { signIn: false });
    const seen: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const query: string = cursor ? `&cursor=${cursor}` : '';
      const page = await jsonOf(await program(`/api/v1/people?signIn=false&limit=3${query}`));
      seen.push(...page.items.map(({ name }: { name: string }) => name));
      cursor = page.next;
    }
    expect(seen).toEqual(names);
  });
});

test('groups are made, filled, emptied and removed', async () => {
  const person = await add('anna');
  const made = await program('/api/v1/groups', { json: { name: 'staff' } });
  const { id } = await jsonOf(made);
  expect(await titleOf(await program('/api/v1/groups', { json: { name: 'staff' } }))).toEqual([409, 'name-taken']);
  expect((await program(`/api/v1/groups/${id}/members/${person}`, { method: 'PUT' })).status).toBe(204);
  expect(await jsonOf(await program(`/api/v1/groups/${id}/members`))).toEqual({
    items: [{ id: person, name: 'anna' }],
  });
  expect((await jsonOf(await program('/api/v1/groups'))).items).toEqual([{ id, name: 'staff', members: 1 }]);
  await program(`/api/v1/groups/${id}/members/${person}`, { method: 'DELETE' });
  expect((await jsonOf(await program(`/api/v1/groups/${id}/members`))).items).toEqual([]);
  expect((await program(`/api/v1/groups/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect((await program(`/api/v1/groups/${id}/members`)).status).toBe(404);
});

test('a program ends sessions and makes none', async () => {
  const visitor = site.visitor();
  await registerAt(visitor, 'anna');
  const [user] = await deps.db.select().from(users).where(eq(users.username, 'anna'));
  const path = `/api/v1/people/${user!.id}/sessions`;
  const { items } = await jsonOf(await program(path));
  expect(items).toHaveLength(1);
  expect((await program(`${path}/${'0'.repeat(64)}`, { method: 'DELETE' })).status).toBe(404);
  expect((await program(`${path}/${items[0].id}`, { method: 'DELETE' })).status).toBe(204);
  expect((await visitor.get('/account')).status).toBe(303);
  const ended = and(eq(auditEvents.kind, 'sessions-ended'), eq(auditEvents.userId, user!.id));
  expect((await deps.db.select().from(auditEvents).where(ended))[0]!.detail).toEqual({
    which: 'one',
    key: 'program 1',
  });
});
