import { beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { clip, eyes } from '../../test/helpers/camera/enrolling.ts';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { type HandOffs, openHandOffs, wrong } from '../../test/helpers/site/hand-off.ts';
import { PASSWORD, registerAt, type Visitor } from '../../test/helpers/site/site.ts';
import { auditEvents, enrollments, faceTemplates, users } from '../db/schema.ts';

let site: HandOffs;
beforeEach(async () => {
  await truncateAll();
  site = await openHandOffs({ vision: eyes().vision });
});

const HTMX = { 'HX-Request': 'true' };
const enrolled = async () => (await site.deps.db.select().from(enrollments)).length;
const ANNA = 7;

/** Anna at her desktop, who has given her password for the enrollment. */
async function anna(): Promise<Visitor> {
  const desktop = site.desktop();
  await registerAt(desktop, 'anna');
  expect((await desktop.post('/enroll/password', { password: PASSWORD, consent: 'yes' })).status).toBe(303);
  return desktop;
}

/** An enrollment whose code a phone has opened, and the number which that phone shows. */
async function opened(desktop: Visitor, phone = site.phone()) {
  const shown = await site.begin(desktop, {}, '/enroll/phone');
  await site.open(phone, shown.code);
  const page = await site.page(phone);
  return { ...shown, desktop, phone, number: Number(/data-number[^>]*>(\d+)</.exec(page)?.[1]), page };
}

const choose = (desktop: Visitor, id: string, number: number) =>
  desktop.post('/hand-off/number', { id, number: String(number) }, HTMX);

async function record(phone: Visitor, ...people: Parameters<typeof clip>) {
  const form = new FormData();
  for (const frame of clip(...people)) form.append('frame', new Blob([new Uint8Array(frame)]), 'frame.jpg');
  const response = await phone.post('/phone/clip', form, HTMX);
  return { status: response.status, text: await response.text() };
}

test('the desktop chooses the number of the phone, the phone records, and the desktop says that it is done', async () => {
  const { desktop, phone, id, number, html, page } = await opened(await anna());
  expect(html).not.toContain('data-number');
  expect(page).toContain('wants to enroll your face for the account anna');
  const stage = await site.wait(desktop, id);
  expect(stage.text).toContain('Which number does your phone show?');
  expect(await (await choose(desktop, id, number)).text()).toContain('Record the clip on your phone');
  expect(await site.page(phone)).toContain('data-camera="enroll"');
  const done = await record(phone, [ANNA, 24]);
  expect([done.status, done.text]).toEqual([200, expect.stringContaining('data-enrolled')]);
  const end = await site.wait(desktop, id, 'confirmed');
  expect(end.text).toContain('Your face is enrolled');
  expect(end.text).toContain('stepper');
  expect(await site.page(phone)).toContain('Go on at the other screen');
  expect(await enrolled()).toBe(1);
  const kinds = (await site.deps.db.select().from(auditEvents)).map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(['phone-confirmed', 'face-enrolled']));
  expect([...phone.cookies.keys()]).toEqual(['__Host-phone']);
});

test('the code is made after the password alone', async () => {
  const desktop = site.desktop();
  expect((await site.begin(desktop, {}, '/enroll/phone')).status).toBe(401);
  await registerAt(desktop, 'anna');
  expect((await site.begin(desktop, {}, '/enroll/phone')).status).toBe(403);
});

test('the right is for one clip: after it was accepted a second one is refused', async () => {
  const { desktop, phone, id, number } = await opened(await anna());
  await choose(desktop, id, number);
  expect((await record(phone, [ANNA, 24])).status).toBe(200);
  const before = await site.deps.db.select().from(faceTemplates);
  expect((await record(phone, [9, 24])).status).toBe(410);
  expect(await site.deps.db.select().from(faceTemplates)).toEqual(before);
});

test('of clips at the same time one is stored', async () => {
  const { desktop, phone, id, number } = await opened(await anna());
  await choose(desktop, id, number);
  const answers = await Promise.all([record(phone, [ANNA, 24]), record(phone, [9, 24])]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  const events = await site.deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'face-enrolled'));
  expect(events).toHaveLength(1);
});

test('a clip that is not good enough may be recorded again', async () => {
  const { desktop, phone, id, number } = await opened(await anna());
  await choose(desktop, id, number);
  expect((await record(phone, [ANNA, 12], [9, 12])).status).toBe(422);
  expect(await enrolled()).toBe(0);
  expect((await record(phone, [ANNA, 24])).status).toBe(200);
});

test('whoever photographs the code enrolls nobody: their phone shows a number that the desktop does not choose', async () => {
  const desktop = await anna();
  const { phone: thief, id, number } = await opened(desktop, site.phone({ address: '198.51.100.66' }));
  expect((await record(thief, [ANNA, 24])).status).toBe(410);
  expect((await site.wait(desktop, id)).text).toContain('198.51.100.66');
  await thief.post('/phone/number', { number: String(number) });
  expect((await choose(thief, id, number)).status).toBe(401);
  expect((await record(thief, [ANNA, 24])).status).toBe(410);
  expect(await (await choose(desktop, id, wrong(number))).text()).toContain('data-over="number"');
  await choose(desktop, id, number);
  expect((await record(thief, [ANNA, 24])).status).toBe(410);
  expect(await enrolled()).toBe(0);
});

test('somebody else’s session cannot choose the number, nor see the hand-off', async () => {
  const { desktop, id, number } = await opened(await anna());
  const mallory = site.desktop();
  await registerAt(mallory, 'mallory');
  mallory.cookies.set('__Host-handoff', desktop.cookies.get('__Host-handoff')!);
  expect(await (await choose(mallory, id, number)).text()).toContain('data-over="late"');
  expect((await site.wait(mallory, id)).text).toContain('data-over="late"');
  expect((await site.row(id))?.state).toBe('opened');
});

const MEANWHILE: Record<string, (desktop: Visitor) => Promise<unknown>> = {
  'the person signs out': (desktop) => desktop.post('/logout'),
  'the account is disabled': () => site.deps.db.update(users).set({ disabledAt: new Date() }),
  'the account is deleted': () => site.deps.db.delete(users),
  'it is stopped at the desktop': (desktop) => desktop.post('/hand-off/stop', { id: current }, HTMX),
  'the password counts no longer': async () => site.deps.clock.forward(119_000),
};
let current = '';
for (const [what, does] of Object.entries(MEANWHILE)) {
  test(`meanwhile ${what}: the clip is refused`, async () => {
    const desktop = await anna();
    if (what.startsWith('the password')) site.deps.clock.forward(240_000);
    const { phone, id, number } = await opened(desktop);
    current = id;
    await choose(desktop, id, number);
    await does(desktop);
    expect((await record(phone, [ANNA, 24])).status).toBe(410);
    expect(await enrolled()).toBe(0);
  });
}

test('a session that gets another id keeps its hand-off', async () => {
  const { desktop, phone, id, number } = await opened(await anna());
  await choose(desktop, id, number);
  await desktop.post('/account/confirm', { password: PASSWORD, next: '/account' });
  expect((await record(phone, [ANNA, 24])).status).toBe(200);
  expect((await site.wait(desktop, id, 'confirmed')).text).toContain('data-enrolled');
});

test('a phone with the hand-off of an enrollment shows no face to a sign-in, and the other way round', async () => {
  const { desktop, phone, id, number } = await opened(await anna());
  await choose(desktop, id, number);
  expect((await site.frame(phone, true)).status).toBe(410);
  const other = site.phone();
  await site.open(other, (await site.begin(site.desktop())).code);
  expect((await record(other, [ANNA, 24])).status).toBe(410);
});
