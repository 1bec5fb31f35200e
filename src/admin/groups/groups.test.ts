import { beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { adminAt, userNamed } from '../../../test/helpers/site/admin.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite, type Visitor } from '../../../test/helpers/site/site.ts';
import { applicationSettings } from '../../applications/application.ts';
import { addApplication } from '../../applications/applications.store.ts';
import { addMembers, groupsOf, listGroups } from '../../applications/groups.store.ts';
import { auditEvents, users } from '../../db/schema.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let admin: Visitor;
let adminId: string;

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  admin = openSite(deps).visitor();
  adminId = await adminAt(admin);
});

async function person(username: string): Promise<string> {
  const names = { username, usernameKey: username.toLowerCase(), displayName: username };
  await deps.db.insert(users).values({ ...names, passwordHash: '' });
  return (await userNamed(username)).id;
}

async function group(name: string): Promise<string> {
  const answer = await admin.post('/admin/groups', { name });
  expect(answer.status).toBe(303);
  return /\/admin\/groups\/([0-9a-f-]{36})/.exec(answer.headers.get('Location')!)![1]!;
}

const names = async () => (await listGroups(deps.db)).map((one) => `${one.name} ${one.members}`);
const events = async () =>
  (await deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'group-changed'))).map(
    ({ actorId, userId, detail }): object => ({ by: actorId === adminId, userId, ...detail }),
  );

test('a group is added, renamed and removed, each with a record', async () => {
  const id = await group('  Family ');
  expect((await admin.post(`/admin/groups/${id}/rename`, { name: 'Große Familie 家' })).status).toBe(303);
  expect(await names()).toEqual(['Große Familie 家 0']);
  expect((await admin.post(`/admin/groups/${id}/remove`)).headers.get('Location')).toBe('/admin/groups?done=removed');
  expect(await names()).toEqual([]);
  expect(await events()).toEqual([
    { by: true, userId: null, group: 'Family', change: 'added' },
    { by: true, userId: null, group: 'Große Familie 家', change: 'renamed', formerly: 'Family' },
    { by: true, userId: null, group: 'Große Familie 家', change: 'removed' },
  ]);
});

test('a name that is taken, or that a header cannot carry, is refused and stays in the form', async () => {
  await group('family');
  const id = await group('work');
  for (const name of ['', ' ', 'a,b', 'a\nb', 'a\u0000b', '<b>', 'a;b', 'x'.repeat(61), 'family']) {
    for (const path of ['/admin/groups', `/admin/groups/${id}/rename`]) {
      const answer = await admin.post(path, { name });
      expect(`${JSON.stringify(name)} ${answer.status}`).toBe(`${JSON.stringify(name)} 422`);
      if (name === 'a;b') expect(await answer.text()).toContain('value="a;b"');
    }
  }
  expect((await admin.post(`/admin/groups/${id}/rename`, { name: 'work' })).status).toBe(303);
  expect(await names()).toEqual(['family 0', 'work 0']);
});

test('members are added by name, in any spelling, once, and taken out', async () => {
  const [id, anna] = [await group('family'), await person('Anna')];
  for (const username of ['anna', ' ANNA ']) {
    expect((await admin.post(`/admin/groups/${id}/members`, { username })).status).toBe(303);
  }
  expect(await names()).toEqual(['family 1']);
  expect(await (await admin.get(`/admin/groups/${id}`)).text()).toContain(`/admin/people/${anna}`);
  for (let twice = 0; twice < 2; twice++) await admin.post(`/admin/groups/${id}/members/${anna}/remove`);
  expect(await names()).toEqual(['family 0']);
  expect((await events()).slice(1)).toEqual([
    { by: true, userId: anna, group: 'family', change: 'put-in' },
    { by: true, userId: anna, group: 'family', change: 'taken-out' },
  ]);
});

test('who is not there is named', async () => {
  const id = await group('family');
  for (const username of ['', 'nobody.here', 'a\u0000b', '<b>x</b>', 'x'.repeat(5000)]) {
    const answer = await admin.post(`/admin/groups/${id}/members`, { username });
    expect(answer.status).toBe(422);
    expect(await answer.text()).not.toContain('<b>x');
  }
  const told = await (await admin.post(`/admin/groups/${id}/members`, { username: 'nobody.here' })).text();
  expect(told).toContain('There is no account of this name: nobody.here.');
});

test('many members come in pages, and are found by the beginning of their name', async () => {
  const id = await group('all');
  const many = Array.from({ length: 120 }, (_, n) => `user${String(n).padStart(3, '0')}`);
  const rows = many.map((username) => ({ username, usernameKey: username, passwordHash: '', displayName: username }));
  const added = await deps.db.insert(users).values(rows).returning({ id: users.id });
  await addMembers(
    deps.db,
    id,
    added.map((one) => one.id),
  );
  const seen: string[] = [];
  for (let path: string | undefined = `/admin/groups/${id}?member=USER`; path; ) {
    const text: string = await (await admin.get(path)).text();
    seen.push(...[...text.matchAll(/>(user\d{3})<\/a>/g)].map(([, name]) => name!));
    path = /href="(\/admin\/groups\/[^"]*after=[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
  }
  expect(seen).toEqual(many);
  const some = await (await admin.get(`/admin/groups/${id}?member=user11`)).text();
  expect([...some.matchAll(/>(user\d{3})<\/a>/g)]).toHaveLength(10);
  expect((await admin.get(`/admin/groups/${id}?member=%00&after=%00`)).status).toBe(200);
});

test('a person’s page shows the groups, and changes them', async () => {
  const [family, anna] = [await group('family'), await person('anna')];
  const work = await group('work');
  const page = `/admin/people/${anna}`;
  expect(await (await admin.get(page)).text()).toContain('In no group.');
  await admin.post(`${page}/groups`, { group: family });
  await admin.post(`${page}/groups`, { group: work });
  expect((await groupsOf(deps.db, anna)).map(({ name }) => name)).toEqual(['family', 'work']);
  await admin.post(`${page}/groups/${family}/remove`);
  expect((await groupsOf(deps.db, anna)).map(({ name }) => name)).toEqual(['work']);
  for (const wrong of ['', 'x', crypto.randomUUID()]) {
    expect((await admin.post(`${page}/groups`, { group: wrong })).status).toBe(404);
    expect((await admin.post(`/admin/people/${wrong || 'x'}/groups`, { group: work })).status).toBe(404);
  }
});

test('the page says which applications a removed group cuts off', async () => {
  const id = await group('family');
  const settings = { slug: 'wiki', name: 'The wiki', audience: 'chosen', groups: [id] };
  await addApplication(deps.db, applicationSettings.parse(settings), deps.clock());
  expect(await (await admin.get(`/admin/groups/${id}`)).text()).toContain('loses: The wiki.');
});
