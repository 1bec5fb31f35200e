import { beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { adminAt, userNamed } from '../../../test/helpers/site/admin.ts';
import { authenticator } from '../../../test/helpers/site/authenticator.ts';
import { testConfig, testDeps } from '../../../test/helpers/site/deps.ts';
import { addAt, enterWith } from '../../../test/helpers/site/passkeys.ts';
import { openSite, PASSWORD, registerAt, type Visitor } from '../../../test/helpers/site/site.ts';
import { auditEvents, enrollments, faceTemplates, sessions, users } from '../../db/schema.ts';
import type { Deps } from '../../deps.ts';
import { forgetPasskeysByName } from '../../passkeys/lost.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let site: ReturnType<typeof openSite>;
let admin: Visitor;
let adminId: string;
let changed: string[] = [];

beforeEach(async () => {
  await truncateAll();
  changed = [];
  deps = await testDeps({ gallery: { changed: async (userId) => void changed.push(userId) } });
  const vision = { ...deps.vision, status: () => ({ state: 'ready', people: 0, templates: 0 }) };
  site = openSite({ ...deps, vision: vision as unknown as Deps['vision'] });
  admin = site.visitor();
  adminId = await adminAt(admin);
});

async function newcomer(username: string) {
  const visitor = site.visitor();
  await registerAt(visitor, username);
  return { visitor, id: (await userNamed(username)).id };
}

async function enroll(userId: string) {
  const at = deps.clock();
  await deps.db.insert(enrollments).values({ userId, enrolledAt: at, consentVersion: '1', consentedAt: at });
  const sealed = { keyId: '', nonce: new Uint8Array(12), ciphertext: new Uint8Array(20) };
  await deps.db
    .insert(faceTemplates)
    .values({ id: crypto.randomUUID(), userId, recognizer: 'embedding', version: 1, ...sealed, createdAt: at });
}

const names = async (path: string, pages: Visitor = admin) =>
  [...(await (await pages.get(path)).text()).matchAll(/href="\/admin\/people\/[0-9a-f-]{36}">([^<]+)</g)].map(
    ([, name]) => name!,
  );

const acts = async (userId: string) =>
  (await deps.db.select().from(auditEvents).where(eq(auditEvents.actorId, adminId)))
    .filter((event) => event.userId === userId)
    .map(({ kind }) => kind);

test('people are found by the beginning of their name, in any spelling, and by state', async () => {
  for (const name of ['anna', 'Annika', 'bertha', 'a_b']) await newcomer(name);
  expect(await names('/admin/people')).toEqual(['a_b', 'anna', 'Annika', 'bertha', 'root']);
  expect(await names('/admin/people?name=ANN')).toEqual(['anna', 'Annika']);
  expect(await names('/admin/people?name=%EF%BD%81nn')).toEqual(['anna', 'Annika']);
  expect(await names('/admin/people?name=a_')).toEqual(['a_b']);
  expect(await names('/admin/people?name=%25')).toEqual([]);
  expect(await names('/admin/people?state=admin')).toEqual(['root']);
  const { id } = await userNamed('bertha');
  await enroll(id);
  expect(await names('/admin/people?state=enrolled')).toEqual(['bertha']);
});

test('a long list comes in pages that miss nobody and repeat nobody', async () => {
  const many = Array.from({ length: 120 }, (_, n) => `user${String(n).padStart(3, '0')}`);
  const rows = many.map((username) => ({ username, usernameKey: username, passwordHash: '', displayName: username }));
  await deps.db.insert(users).values(rows);
  const seen: string[] = [];
  for (let path: string | undefined = '/admin/people?name=user'; path; ) {
    const text: string = await (await admin.get(path)).text();
    seen.push(...[...text.matchAll(/>(user\d{3})<\/a>/g)].map(([, name]) => name!));
    path = /href="(\/admin\/people\?[^"]*after=[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
  }
  expect(seen).toEqual(many);
});

test('nonsense in the address of a list is nobody, and never an error of the server', async () => {
  for (const query of [
    'name=%00',
    'after=%00',
    'state=%27%3B--',
    `name=${'x'.repeat(500)}`,
    'name=%5C',
    'after=%F0%9F',
  ]) {
    expect((await admin.get(`/admin/people?${query}`)).status).toBe(200);
  }
  for (const id of ['x', '%00', '00000000-0000-4000-8000-00000000000z', crypto.randomUUID()]) {
    expect((await admin.get(`/admin/people/${id}`)).status).toBe(404);
    expect((await admin.post(`/admin/people/${id}/disable`)).status).toBe(404);
  }
  expect((await admin.post(`/admin/people/${adminId}/constructor`)).status).toBe(404);
});

test('a disabled account is signed out at once and cannot sign in, until it is enabled again', async () => {
  const { visitor, id } = await newcomer('anna');
  const done = await admin.post(`/admin/people/${id}/disable`);
  expect(done.headers.get('Location')).toBe(`/admin/people/${id}?done=disable`);
  expect((await visitor.get('/account')).status).toBe(303);
  expect((await site.visitor().post('/login', { username: 'anna', password: PASSWORD })).status).toBe(401);
  await admin.post(`/admin/people/${id}/enable`);
  expect((await site.visitor().post('/login', { username: 'anna', password: PASSWORD })).status).toBe(303);
  expect(await acts(id)).toEqual(['account-disabled', 'account-enabled']);
  expect(changed).toEqual([id, id]);
});

test('a face that is removed is gone from the database and from the gallery, with a receipt', async () => {
  const { id } = await newcomer('anna');
  await enroll(id);
  await admin.post(`/admin/people/${id}/remove-face`);
  expect(await deps.db.select().from(faceTemplates)).toEqual([]);
  expect(changed).toEqual([id]);
  const [event] = await deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'face-removed'));
  expect(event).toMatchObject({ userId: id, actorId: adminId, detail: { reason: 'administrator', templates: 1 } });
});

test('passkeys that are removed sign nobody in, recovery codes go with them, and every session ends', async () => {
  const { visitor, id } = await newcomer('anna');
  const phone = authenticator();
  expect((await addAt(visitor, phone)).status).toBe(200);
  expect(await (await admin.get(`/admin/people/${id}`)).text()).toContain(`/admin/people/${id}/remove-passkeys`);
  await admin.post(`/admin/people/${id}/remove-passkeys`);
  expect((await visitor.get('/account')).status).toBe(303);
  expect((await enterWith(site.visitor(), phone)).status).toBe(401);
  await admin.post(`/admin/people/${id}/remove-passkeys`);
  expect(await acts(id)).toEqual(['passkey-removed']);
  expect(await (await admin.get(`/admin/people/${id}`)).text()).not.toContain('remove-passkeys');
});

test('the console removes the passkeys of the only administrator, whom nobody else can help', async () => {
  const { visitor, id } = await newcomer('anna');
  const phone = authenticator();
  await addAt(visitor, phone);
  expect(await forgetPasskeysByName(deps, 'Anna')).toEqual({ username: 'anna', count: 1 });
  expect((await visitor.get('/account')).status).toBe(303);
  expect((await enterWith(site.visitor(), phone)).status).toBe(401);
  const [event] = await deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'passkey-removed'));
  expect(event).toMatchObject({ userId: id, actorId: null, detail: { count: 1, by: 'console' } });
  expect((await forgetPasskeysByName(deps, 'anna')).count).toBe(0);
  expect(forgetPasskeysByName(deps, 'bertha')).rejects.toThrow('Nobody here is called "bertha".');
});

test('a face is switched off until the password has signed in, and on again by hand', async () => {
  const { id } = await newcomer('anna');
  await admin.post(`/admin/people/${id}/face-off`);
  expect((await userNamed('anna')).faceOffAt).not.toBeNull();
  await site.visitor().post('/login', { username: 'anna', password: PASSWORD });
  expect((await userNamed('anna')).faceOffAt).toBeNull();
  await admin.post(`/admin/people/${id}/face-off`);
  await admin.post(`/admin/people/${id}/face-on`);
  expect((await userNamed('anna')).faceOffAt).toBeNull();
  expect(await acts(id)).toEqual(['face-off', 'face-off', 'face-on']);
});

test('a link for a new password is shown once, and works', async () => {
  const { id } = await newcomer('anna');
  const page = await (await admin.post(`/admin/people/${id}/reset-link`)).text();
  const link = /value="http:\/\/localhost:3000(\/reset\?token=[\w-]+)"/.exec(page)?.[1];
  const anna = site.visitor();
  await anna.get(link!);
  expect((await anna.get('/reset')).status).toBe(200);
  expect(await acts(id)).toEqual(['reset-issued']);
  expect((await admin.post(`/admin/people/${crypto.randomUUID()}/reset-link`)).status).toBe(404);
});

test('an invitation lets one person register, and that it was made is written down', async () => {
  const page = await (await admin.post('/admin/invites')).text();
  expect(page).toContain('The link works only with FACELOGIN_REGISTRATION=invite');
  const token = /register\?invite=([\w-]+)"/.exec(page)?.[1];
  const invited = openSite({ ...deps, config: testConfig({ FACELOGIN_REGISTRATION: 'invite' }) }).visitor();
  const form = { username: 'bertha', password: PASSWORD, display_name: '', invite: token! };
  expect((await invited.post('/register', form)).status).toBe(303);
  const made = await deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'invite-made'));
  expect(made).toMatchObject([{ userId: adminId }]);
});

test('sessions are ended everywhere', async () => {
  const { visitor, id } = await newcomer('anna');
  await admin.post(`/admin/people/${id}/end-sessions`);
  expect((await visitor.get('/account')).status).toBe(303);
  expect((await deps.db.select().from(sessions)).map(({ userId }) => userId)).toEqual([adminId]);
});

test('the last administrator can neither be disabled nor lose the role', async () => {
  for (const act of ['disable', 'unmake-admin']) {
    const refused = await admin.post(`/admin/people/${adminId}/${act}`);
    expect(refused.status).toBe(409);
    expect(await refused.text()).toContain('the last administrator');
  }
  expect(await userNamed('root')).toMatchObject({ role: 'admin', disabledAt: null });
  const { id } = await newcomer('anna');
  await admin.post(`/admin/people/${id}/make-admin`);
  await deps.db.update(users).set({ disabledAt: deps.clock() }).where(eq(users.id, id));
  expect((await admin.post(`/admin/people/${adminId}/unmake-admin`)).status).toBe(409);
  await admin.post(`/admin/people/${id}/enable`);
  expect((await admin.post(`/admin/people/${adminId}/unmake-admin`)).status).toBe(303);
  expect((await admin.get('/admin')).status).toBe(404);
});

test('of two administrators who take each other the role at the same moment one stays', async () => {
  const other = site.visitor();
  const otherId = await adminAt(other, 'other');
  await Promise.all([
    admin.post(`/admin/people/${otherId}/unmake-admin`),
    other.post(`/admin/people/${adminId}/unmake-admin`),
  ]);
  expect(await deps.db.select().from(users).where(eq(users.role, 'admin'))).toHaveLength(1);
});

test('nothing is done without the password of the last minutes', async () => {
  const { id } = await newcomer('anna');
  deps.clock.forward(5 * 60_000);
  expect((await admin.post(`/admin/people/${id}/disable`)).status).toBe(403);
  expect((await userNamed('anna')).disabledAt).toBeNull();
});

test('what people call themselves is text on every page', async () => {
  const { id } = await newcomer('anna');
  await deps.db.update(users).set({ displayName: '<script>alert(1)</script>' }).where(eq(users.id, id));
  for (const path of ['/admin/people', `/admin/people/${id}`]) {
    const text = await (await admin.get(path)).text();
    expect(text).toContain('&lt;script&gt;alert(1)');
    expect(text).not.toContain('<script>alert');
  }
});
