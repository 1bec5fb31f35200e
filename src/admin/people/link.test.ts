/** The faces of somebody without a way in become those of an account. */
import { beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { addUser, enrollFace } from '../../../test/helpers/data/faces.ts';
import { adminAt } from '../../../test/helpers/site/admin.ts';
import { keyFor, type ProgramVisitor, programAt } from '../../../test/helpers/site/api.ts';
import { testConfig, testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite, type Visitor } from '../../../test/helpers/site/site.ts';
import { auditEvents, faceTemplates, users } from '../../db/schema.ts';
import { decryptTemplate } from '../../faces/load.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let changed: string[];
let site: ReturnType<typeof openSite>;
let program: ProgramVisitor;

beforeEach(async () => {
  await truncateAll();
  changed = [];
  deps = await testDeps({ gallery: { changed: async (id) => void changed.push(id) } });
  site = openSite(deps);
  program = programAt(site.app, deps, await keyFor(deps));
});

async function visitorNamed(name: string, ...seeds: number[]): Promise<string> {
  const id = await addUser(deps, name);
  await deps.db
    .update(users)
    .set({ subject: true, usernameKey: `SUBJECT:${name}` })
    .where(eq(users.id, id));
  if (seeds.length > 0) await enrollFace(deps, id, ...seeds);
  return id;
}

const templatesOf = (userId: string) => deps.db.select().from(faceTemplates).where(eq(faceTemplates.userId, userId));
const link = (from: string, account: string) => program(`/api/v1/people/${from}/link`, { json: { account } });
const titleOf = async (response: Response) => [response.status, ((await response.json()) as { title: string }).title];

test('by a program: they are sealed for the account, which has them from then on, and the other is gone', async () => {
  const [from, to] = [await visitorNamed('Visitor 7', 1, 2), await addUser(deps, 'anna')];
  await enrollFace(deps, to, 3);
  const before = (await templatesOf(from)).map((row) => decryptTemplate(row, deps.keys).bytes);
  const response = await link(from, to);
  expect(await response.json()).toMatchObject({ id: to, face: true, signIn: true });
  const after = (await templatesOf(to)).map((row) => decryptTemplate(row, deps.keys).bytes);
  expect(after).toHaveLength(3);
  for (const bytes of before) expect(after).toContainEqual(bytes);
  expect((await program(`/api/v1/people/${from}`)).status).toBe(404);
  expect(changed.sort()).toEqual([from, to].sort());
  const linked = (await deps.db.select().from(auditEvents)).filter(({ kind }) => kind === 'person-linked');
  expect(linked).toMatchObject([{ userId: to, actorId: null, detail: { pictures: 2, key: 'program 1' } }]);
});

test('only from somebody without a way in, to an account, and by a program to nobody who administers', async () => {
  const [visitor, other] = [await visitorNamed('Visitor 7', 1), await visitorNamed('Visitor 8')];
  const [anna, root] = [await addUser(deps, 'anna'), await addUser(deps, 'boss')];
  await deps.db.update(users).set({ role: 'admin' }).where(eq(users.id, root));
  expect(await titleOf(await link(visitor, other))).toEqual([422, 'invalid-form']);
  expect(await titleOf(await link(visitor, visitor))).toEqual([422, 'invalid-form']);
  expect(await titleOf(await link(anna, anna))).toEqual([422, 'invalid-form']);
  expect(await titleOf(await link(anna, root))).toEqual([422, 'invalid-form']);
  expect(await titleOf(await link(visitor, crypto.randomUUID()))).toEqual([404, 'not-found']);
  expect(await titleOf(await link(visitor, root))).toEqual([403, 'administrator']);
  program = programAt(site.app, deps, await keyFor(deps, { scopes: ['people:write'] }));
  expect(await titleOf(await link(visitor, anna))).toEqual([403, 'key-scope']);
  expect(await templatesOf(visitor)).toHaveLength(1);
});

test('not beyond the number of pictures that a person may have', async () => {
  const seeds = Array.from({ length: 40 }, (_, n) => n);
  // The recognizer of these templates.
  deps = await testDeps({ config: testConfig({ FACELOGIN_RECOGNIZER: 'lbph' }) });
  program = programAt(openSite(deps).app, deps, await keyFor(deps));
  const [from, to] = [await visitorNamed('Visitor 7', ...seeds), await addUser(deps, 'anna')];
  await enrollFace(deps, to, ...seeds);
  expect(await titleOf(await link(from, to))).toEqual([409, 'too-many-pictures']);
  expect(await templatesOf(from)).toHaveLength(40);
});

test('by an administrator, on the page of who has no way in, by the user name', async () => {
  const admin: Visitor = site.visitor();
  const actorId = await adminAt(admin);
  const [from, to] = [await visitorNamed('Visitor 7', 1), await addUser(deps, 'anna')];
  expect(await (await admin.get(`/admin/people/${to}`)).text()).not.toContain('/link"');
  const refused = await admin.post(`/admin/people/${from}/link`, { account: 'n<obody' });
  const page = await refused.text();
  expect(refused.status).toBe(422);
  expect(page).toContain('value="n&lt;obody"');
  expect(page).toContain('There is no account of this name: n&lt;obody.');
  const done = await admin.post(`/admin/people/${from}/link`, { account: ' Anna ' });
  expect(done.headers.get('Location')).toBe(`/admin/people/${to}?done=link`);
  expect(await (await admin.get(`/admin/people/${to}?done=link`)).text()).toContain('The account has the faces.');
  const linked = (await deps.db.select().from(auditEvents)).filter(({ kind }) => kind === 'person-linked');
  expect(linked).toMatchObject([{ userId: to, actorId, detail: { pictures: 1 } }]);
});
