/** The administrator's page of keys. */
import { beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { adminAt } from '../../../test/helpers/site/admin.ts';
import { programAt } from '../../../test/helpers/site/api.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite, registerAt, type Visitor } from '../../../test/helpers/site/site.ts';
import { apiKeys, auditEvents } from '../../db/schema.ts';
import { worksFrom } from './keys.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let site: ReturnType<typeof openSite>;
let admin: Visitor;
let adminId: string;

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  site = openSite(deps);
  admin = site.visitor();
  adminId = await adminAt(admin);
});

const FORM = { name: 'Front door', surface: 'api', days: '90', addresses: '', per_minute: '600' };

/** Posts the form of a new key with some boxes ticked. */
function make(scopes: string[], more: Partial<typeof FORM> = {}, visitor = admin) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...FORM, ...more })) form.append(name, value);
  for (const scope of scopes) form.append('scopes', scope);
  return visitor.post('/admin/keys', form);
}

const secretIn = (page: string) => /id="key"[^>]*value="([^"]+)"/.exec(page)?.[1];

test('a key is shown once, works, and is removed', async () => {
  const made = await make(['people:read']);
  const secret = secretIn(await made.text())!;
  expect(secret).toMatch(/^flk_[\w-]{43}$/);
  const program = programAt(site.app, deps, secret);
  expect((await program('/api/v1/people')).status).toBe(200);
  const list = await (await admin.get('/admin/keys')).text();
  expect(list).toContain('Front door');
  expect(list).toContain('people:read');
  expect(list).not.toContain(secret);
  const [row] = await deps.db.select().from(apiKeys);
  expect(row).toMatchObject({ createdBy: adminId, expiresAt: new Date(deps.clock().getTime() + 90 * 86_400_000) });
  const removed = await admin.post(`/admin/keys/${row!.id}/remove`);
  expect(removed.headers.get('Location')).toBe('/admin/keys?done=removed');
  expect((await program('/api/v1/people')).status).toBe(401);
  const events = await deps.db.select().from(auditEvents).where(eq(auditEvents.actorId, adminId));
  expect(events.map(({ kind, detail }) => [kind, detail])).toEqual([
    ['api-key-made', { name: 'Front door', surface: 'api', scopes: 'people:read' }],
    ['api-key-removed', { name: 'Front door' }],
  ]);
  expect((await admin.post(`/admin/keys/${row!.id}/remove`)).status).toBe(404);
  expect((await admin.post('/admin/keys/x/remove')).status).toBe(404);
});

test('a key of CompreFace looks like a UUID', async () => {
  const page = await (await make(['identify'], { surface: 'compreface' })).text();
  expect(secretIn(page)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(page).toContain('/compreface/api/v1/recognition/subjects');
});

test('a refused form keeps what was typed', async () => {
  const refused = await make(['verify'], { addresses: '192.0.2.0/99', per_minute: '0', name: 'Kiosk <3' });
  const page = await refused.text();
  expect(refused.status).toBe(422);
  expect(page).toContain('value="Kiosk &lt;3"');
  expect(page).toContain('value="192.0.2.0/99"');
  expect(page).toMatch(/value="verify" checked/);
  expect(page).toContain('Write addresses such as 192.0.2.7');
  expect(page).toContain('Enter a whole number from 1 to 999999.');
  expect(await (await make([])).text()).toContain('Choose at least one.');
  expect((await make(['everything'])).status).toBe(422);
  expect((await make(['verify'], { days: '-1' })).status).toBe(422);
  expect(await deps.db.$count(apiKeys)).toBe(0);
  await make(['verify']);
  expect(await (await make(['verify'])).text()).toContain('Another key has this name.');
});

test('is for administrators alone who gave their password a moment ago', async () => {
  const guest = site.visitor();
  await registerAt(guest, 'anna');
  expect((await guest.get('/admin/keys')).status).toBe(404);
  expect((await make(['verify'], {}, guest)).status).toBe(404);
  deps.clock.forward(5 * 60_000);
  expect((await make(['verify'])).status).toBe(403);
  expect(await deps.db.$count(apiKeys)).toBe(0);
});

test('a network of either family holds its own addresses and no others', () => {
  const networks = ['192.0.2.0/28', '198.51.100.7', '2001:db8::/64'];
  for (const address of ['192.0.2.15', '198.51.100.7', '2001:db8::1:2'])
    expect(worksFrom(networks, address)).toBe(true);
  for (const address of ['192.0.2.16', '198.51.100.8', '2001:db8:0:1::1', 'unknown', '']) {
    expect(worksFrom(networks, address)).toBe(false);
  }
  expect(worksFrom([], 'unknown')).toBe(true);
});
