/** On PGlite alone: other tests run its statements on PostgreSQL. */
import { beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { adminAt } from '../../../test/helpers/site/admin.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { confirmAt, openSite, registerAt, type Visitor } from '../../../test/helpers/site/site.ts';
import { applicationSettings } from '../../applications/application.ts';
import { addApplication } from '../../applications/applications.store.ts';
import { addGroup, addMembers } from '../../applications/groups.store.ts';
import { users } from '../../db/schema.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let admin: Visitor;
let anna = '';

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  const site = openSite(deps);
  admin = site.visitor();
  await adminAt(admin);
  await registerAt(site.visitor(), 'anna');
  anna = (await deps.db.select().from(users).where(eq(users.username, 'anna')))[0]!.id;
});

async function addPhotos(more: Record<string, unknown> = {}, chosen: { groups?: string[]; people?: string[] } = {}) {
  const settings = { slug: 'photos', name: 'Photos', icon: '', origins: ['https://photos.example.com'], ...more };
  const { groups = [], people = [] } = chosen;
  await addApplication(deps.db, { ...applicationSettings.parse(settings), groups, people }, deps.clock());
}

async function explained(path = '/'): Promise<string> {
  const query = new URLSearchParams({ app: 'photos', person: 'anna', path });
  const text = await (await admin.get(`/admin/explain?${query}`)).text();
  return text
    .slice(text.indexOf('explain-may'))
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}

test('an application for everybody takes who has a session already', async () => {
  await addPhotos();
  const text = await explained();
  expect(text).toContain('anna may use Photos');
  expect(text).toContain('for everybody');
  expect(text).toContain('nothing: gets in');
});

test('a step-up path says which proof is missing, and since when the others are there', async () => {
  await addPhotos({
    rules: [{ match: 'prefix', path: '/admin', open: false, policy: { ways: ['password'], faceWithin: 5 } }],
  });
  deps.clock.forward(7 * 60_000);
  await confirmAt(admin);
  const text = await explained('/admin/users?x=1');
  expect(text).toContain('a face of the last 5 min besides');
  expect(text).toContain('password, 7 min ago');
  expect(text).toMatch(/Would be asked +face/);
});

test('somebody outside the groups is told apart from a member', async () => {
  const group = (await addGroup(deps.db, 'family', deps.clock()))!;
  await addPhotos({ audience: 'chosen' }, { groups: [group] });
  expect(await explained()).toContain('lists neither anna nor a group of theirs');
  await addMembers(deps.db, group, [anna]);
  expect(await explained()).toContain('anna is in family.');
});

test('an open path asks for nothing, its misspelling does', async () => {
  await addPhotos({ rules: [{ match: 'prefix', path: '/api/hook', open: true }] });
  expect(await explained('/api/hook/1')).toContain('needs no sign-in');
  expect(await explained('/api/hook/../../x')).not.toContain('needs no sign-in');
});

test('an unknown person or application is a field to mend', async () => {
  await addPhotos();
  const answer = await admin.get('/admin/explain?app=nothing&person=nobody%00');
  expect(answer.status).toBe(422);
  const text = await answer.text();
  expect(text).toContain('Choose an application.');
  expect(text).toContain('There is no account of this name.');
});
