import { beforeEach, expect, test } from 'bun:test';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { oidcClient } from '../../applications/application.ts';
import { idOfSlug, listApplications, secretOf, setSecret } from '../../applications/applications.store.ts';
import { listGroups } from '../../applications/groups.store.ts';
import { applications, auditEvents, groups, users } from '../../db/schema.ts';
import { exportAll, type Import, importAll } from './exchange.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  for (const username of ['Anna', 'ben', '李明']) {
    const names = { username, usernameKey: username.toLowerCase(), displayName: username };
    await deps.db.insert(users).values({ ...names, passwordHash: '' });
  }
});

const put = (input: unknown, dryRun = false) => importAll(deps, input, { dryRun });
const placed = ({ problems }: Import) => problems.map(({ path, key }) => `${path.join('.')}: ${key}`);
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value));

const wiki = {
  ...{ slug: 'wiki', name: 'Wiki', icon: 'Wi', enabled: false, launchUrl: 'https://wiki.example.com/start' },
  ...{ origins: ['https://wiki.example.com', 'https://www.example.com'], forwardAuth: true, preflights: true },
  oidc: oidcClient.parse({ redirectUris: ['https://wiki.example.com/cb', 'app.wiki:/cb'], native: true }),
  ...{ audience: 'chosen', groups: ['family', 'work'], people: ['Anna', '李明'] },
  policy: { ways: ['face', 'password+passkey'], maxAge: 60, faceWithin: 5 },
  rules: [
    { match: 'prefix', path: '/hooks', open: true },
    { match: 'exact', path: '/admin', open: false, policy: { ways: ['face+device'], faceWithin: 1 } },
  ],
};
const plain = { slug: 'plain', name: 'Plain', origins: ['https://plain.example.com'], forwardAuth: true };
const all = {
  facelogin: 1,
  groups: [
    { name: 'family', members: ['Anna', 'ben'] },
    { name: 'work', members: [] },
  ],
  applications: [plain, wiki],
};

test('what is exported and imported is the same, also where nothing was before', async () => {
  expect(await put(all)).toMatchObject({
    problems: [],
    added: ['plain', 'wiki'],
    groups: { added: ['family', 'work'] },
  });
  const exported = copy(await exportAll(deps.db));
  expect(exported).toMatchObject({ ...all, applications: [plain, wiki] });
  expect(await put(exported)).toMatchObject({ problems: [], added: [], changed: [], same: 2, groups: { changed: [] } });
  await deps.db.delete(applications);
  await deps.db.delete(groups);
  expect(await put(exported)).toMatchObject({ problems: [], added: ['plain', 'wiki'] });
  expect(copy(await exportAll(deps.db))).toEqual(exported);
});

test('what the file does not name stays, with secrets', async () => {
  await put(all);
  const id = (await idOfSlug(deps.db, 'wiki'))!;
  await setSecret(deps.db, id, 'hash', deps.clock());
  const done = await put({
    ...{ facelogin: 1, groups: [{ name: 'family' }], applications: [{ ...wiki, name: 'Our wiki', groups: [] }] },
  });
  expect(done).toMatchObject({ problems: [], changed: ['wiki'], added: [], groups: { changed: [] } });
  expect((await listApplications(deps.db)).map(({ name }) => name)).toEqual(['Our wiki', 'Plain']);
  expect(await secretOf(deps.db, id)).toBe('hash');
  expect((await listGroups(deps.db)).map(({ name, members }) => [name, members])).toEqual([
    ['family', 2],
    ['work', 0],
  ]);
});

test('members become those of the file, each with a record by the console', async () => {
  await put(all);
  await deps.db.delete(auditEvents);
  const done = await put({ facelogin: 1, groups: [{ name: 'family', members: ['BEN', '李明'] }] });
  expect(done.groups).toEqual({ added: [], changed: ['family'] });
  expect((await exportAll(deps.db)).groups[0]).toEqual({ name: 'family', members: ['ben', '李明'] });
  const events = await deps.db.select().from(auditEvents);
  expect(events.map(({ kind, detail }): object => ({ kind, ...detail }))).toEqual([
    { kind: 'group-changed', group: 'family', change: 'put-in', by: 'console' },
    { kind: 'group-changed', group: 'family', change: 'taken-out', by: 'console' },
  ]);
});

test('two applications can swap their addresses in one file', async () => {
  const other = { slug: 'other', name: 'Other', origins: ['https://other.example.com'], forwardAuth: true };
  await put({ facelogin: 1, applications: [plain, other] });
  const swapped = [
    { ...plain, origins: other.origins },
    { ...other, origins: plain.origins },
  ];
  expect(await put({ facelogin: 1, applications: swapped })).toMatchObject({
    problems: [],
    changed: ['plain', 'other'],
  });
  expect((await exportAll(deps.db)).applications.map(({ slug, origins }) => [slug, ...origins])).toEqual([
    ['other', 'https://plain.example.com'],
    ['plain', 'https://other.example.com'],
  ]);
});

test('a dry run says what would happen and writes nothing', async () => {
  expect(await put(all, true)).toMatchObject({ problems: [], added: ['plain', 'wiki'] });
  expect(await exportAll(deps.db)).toEqual({ facelogin: 1, groups: [], applications: [] });
  expect(await deps.db.select().from(auditEvents)).toEqual([]);
});

test('one problem, and nothing is written; each problem has its place', async () => {
  const bad = {
    facelogin: 1,
    groups: [{ name: 'fine', members: ['Anna', 'nobody.here', 'a\u0000b'] }],
    applications: [
      plain,
      { ...plain, orgins: [], oidc: { redirectUris: ['javascript:alert(1)'] } },
      {
        slug: 'x',
        name: 'X',
        rules: [{ match: 'prefix', path: '/a/../b', open: true }],
        policy: { ways: [], minutes: 1 },
      },
      'nonsense',
      null,
    ],
  };
  expect(placed(await put(bad))).toEqual([
    'groups.0.members.1: field.person.unknown',
    'groups.0.members.2: field.person.unknown',
    'applications.1.oidc.redirectUris.0: field.redirect.form',
    'applications.1: field.key.unknown',
    'applications.2.policy.ways: field.ways.none',
    'applications.2.policy: field.key.unknown',
    'applications.2.rules.0.path: field.path.form',
    'applications.3: field.value.form',
    'applications.4: field.value.form',
  ]);
  expect(await exportAll(deps.db)).toEqual({ facelogin: 1, groups: [], applications: [] });
});

test('a short name or an address that is there twice is a problem, also with an application that the file leaves out', async () => {
  await put({ facelogin: 1, applications: [plain] });
  const two = [wiki, { ...wiki, name: 'Again' }];
  expect(placed(await put({ facelogin: 1, groups: all.groups, applications: two }))).toEqual([
    'applications.1.slug: field.slug.taken',
  ]);
  const thief = { ...plain, slug: 'thief' };
  expect(placed(await put({ facelogin: 1, applications: [thief] }))).toEqual([
    'applications.0.origins.0: field.origin.taken',
  ]);
  const unknown = { ...plain, groups: ['no such'], people: ['no.such'] };
  expect(placed(await put({ facelogin: 1, applications: [unknown] }))).toEqual([
    'applications.0.groups.0: field.group.unknown',
    'applications.0.people.0: field.person.unknown',
  ]);
  expect(placed(await put({ facelogin: 1, groups: [{ name: 'a' }, { name: 'a' }] }))).toEqual([
    'groups.1.name: field.group.taken',
  ]);
});

test.each([
  null,
  1,
  'x',
  [],
  {},
  { facelogin: 2 },
  { facelogin: 1, extra: 1 },
  { facelogin: 1, groups: [{ name: 'a,b' }] },
])('a file that is none is refused: %p', async (input) => {
  expect((await put(input)).problems).not.toEqual([]);
});
