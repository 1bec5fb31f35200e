import { beforeEach, expect, test } from 'bun:test';
import { asc, eq } from 'drizzle-orm';
import { adminAt } from '../../../test/helpers/site/admin.ts';
import { addPerson, GROUP, type KioskStage, kioskStage } from '../../../test/helpers/site/kiosk.ts';
import { registerAt, type Visitor } from '../../../test/helpers/site/site.ts';
import { verifyPassword } from '../../crypto/passwords.ts';
import { auditEvents, kiosks } from '../../db/schema.ts';

let stage: KioskStage;
let admin: Visitor;
beforeEach(async () => {
  stage = await kioskStage();
  admin = stage.site.visitor();
  await adminAt(admin);
});

const FORM = {
  ...{ name: 'Till', group: GROUP, target: '0.001', liveness: 'challenge', attendance: 'in' },
  ...{ names: 'yes', locale: 'zh', pin: '2468' },
};
const CODE = /kiosk-code">([0-9A-Z]{4}-[0-9A-Z]{4})</;
const named = async (name: string) => (await stage.deps.db.select().from(kiosks).where(eq(kiosks.name, name)))[0]!;
const acts = async () => {
  const rows = await stage.deps.db.select().from(auditEvents).orderBy(asc(auditEvents.at), asc(auditEvents.id));
  return rows.filter(({ kind }) => kind.startsWith('kiosk-')).map(({ kind, detail }) => [kind, detail]);
};

test('a new kiosk gets its settings and a code that registers a tablet', async () => {
  const response = await admin.post('/admin/kiosks', FORM);
  const text = await response.text();
  const code = CODE.exec(text)![1]!;
  expect(text).toContain('/kiosk</code>');
  const tablet = stage.site.visitor();
  expect((await tablet.post('/kiosk/register', { code })).status).toBe(303);
  const kiosk = await named('Till');
  expect(kiosk).toMatchObject({ groupId: GROUP, targetFmr: 0.001, liveness: 'challenge', attendance: 'in' });
  expect(kiosk).toMatchObject({ names: true, tells: false, locale: 'zh', codeHash: null });
  expect(await verifyPassword(kiosk.pinHash!, '2468')).toBe(true);
  expect(await acts()).toContainEqual(['kiosk-added', { kiosk: 'Till' }]);
});

test.each([
  ['name', '', 'name-error'],
  ['name', 'Front door', 'Another kiosk has this name'],
  ['group', '', 'Choose'],
  ['group', '00000000-0000-4000-8000-0000000000ff', 'Choose'],
  ['target', '0.5', 'Choose'],
  ['liveness', 'maybe', 'Choose'],
  ['attendance', 'always', 'Choose'],
  ['pin', '12', 'Enter 4 to 12 digits'],
  ['pin', 'abcd', 'Enter 4 to 12 digits'],
])('the wrong %s %p is refused, and what was typed stays', async (field, value, words) => {
  const response = await admin.post('/admin/kiosks', { ...FORM, name: 'My till', [field]: value });
  expect(response.status).toBe(422);
  const text = await response.text();
  expect(text).toContain(`id="${field}-error"`);
  expect(text).toContain(words);
  if (field !== 'name') expect(text).toContain('value="My till"');
  // By itself: an id may have these digits by chance.
  expect(text).not.toMatch(/(?<![\w-])2468(?![\w-])/);
  expect(await stage.deps.db.select().from(kiosks)).toHaveLength(1);
});

test('changed settings keep the tablet and an empty PIN keeps the old one', async () => {
  await admin.post('/admin/kiosks', FORM);
  const { id, pinHash } = await named('Till');
  const changed = await admin.post(`/admin/kiosks/${id}`, { ...FORM, name: 'Desk', pin: '', tells: 'yes' });
  expect(changed.headers.get('Location')).toBe(`/admin/kiosks/${id}?done=changed`);
  expect(await named('Desk')).toMatchObject({ id, pinHash, tells: true });
  expect((await admin.post(`/admin/kiosks/${id}`, { ...FORM, name: 'Front door' })).status).toBe(422);
  expect(await acts()).toContainEqual(['kiosk-changed', { kiosk: 'Desk', change: 'settings' }]);
});

test('a new code ends the one before', async () => {
  await admin.post('/admin/kiosks', FORM);
  const { id } = await named('Till');
  const [first, second] = [
    CODE.exec(await (await admin.post(`/admin/kiosks/${id}/code`)).text())![1]!,
    CODE.exec(await (await admin.post(`/admin/kiosks/${id}/code`)).text())![1]!,
  ];
  expect((await stage.site.visitor().post('/kiosk/register', { code: first })).status).toBe(422);
  expect((await stage.site.visitor().post('/kiosk/register', { code: second })).status).toBe(303);
});

test('a removed kiosk is gone at once, and recorded', async () => {
  const removed = await admin.post(`/admin/kiosks/${stage.id}/remove`);
  expect(removed.headers.get('Location')).toBe('/admin/kiosks?done=removed');
  expect((await stage.tablet.post('/kiosk/here', {})).status).toBe(401);
  expect(await acts()).toContainEqual(['kiosk-removed', { kiosk: 'Front door' }]);
  expect((await admin.post(`/admin/kiosks/${stage.id}/remove`)).status).toBe(404);
});

test('the list shows how each kiosk is', async () => {
  await addPerson(1);
  const list = async () => (await admin.get('/admin/kiosks')).text();
  expect(await list()).toContain('camera off');
  await stage.tablet.post('/kiosk/here', { full: 'yes', camera: 'yes' });
  expect(await list()).toContain('>on<');
  expect(await list()).toContain('Staff (1)');
  stage.deps.clock.forward(91_000);
  expect(await list()).toContain('not heard of');
  await stage.change({ deviceHash: null });
  expect(await list()).toContain('no tablet yet');
  await admin.post(`/admin/kiosks/${stage.id}/code`);
  expect(await list()).toContain('waits for its code');
  await stage.change({ groupId: null });
  expect(await list()).toContain('its group is gone');
});

test('the page of a kiosk says why it looks for nobody', async () => {
  expect(await (await admin.get(`/admin/kiosks/${stage.id}`)).text()).toContain('Nobody to look for yet');
  await addPerson(1);
  await stage.change({ targetFmr: 1e-6 });
  expect(await (await admin.get(`/admin/kiosks/${stage.id}`)).text()).toContain('Too many people for this kiosk');
  await stage.change({ targetFmr: 1e-4, liveness: 'passive' });
  expect(await (await admin.get(`/admin/kiosks/${stage.id}`)).text()).toContain('The check for pictures is missing');
});

test('nobody else finds the pages', async () => {
  const anna = stage.site.visitor();
  await registerAt(anna, 'anna');
  for (const path of ['/admin/kiosks', '/admin/kiosks/new', `/admin/kiosks/${stage.id}`]) {
    expect((await anna.get(path)).status).toBe(404);
    expect((await stage.tablet.get(path)).status).toBe(303);
  }
  expect((await anna.post('/admin/kiosks', FORM)).status).toBe(404);
});
