import { beforeEach, describe, expect, test } from 'bun:test';
import { asc, eq } from 'drizzle-orm';
import {
  addPerson,
  idOf,
  type KioskStage,
  kioskStage,
  makeKiosk,
  postFrame,
  registerTablet,
} from '../../test/helpers/site/kiosk.ts';
import { hashPassword } from '../crypto/passwords.ts';
import { attendance, auditEvents, enrollments, kiosks, kioskWatches, loginAttempts, sessions } from '../db/schema.ts';

let kiosk: KioskStage;
beforeEach(async () => {
  kiosk = await kioskStage();
  await addPerson(1, { name: 'Anna' });
  await addPerson(2, { name: 'Ben' });
});

const records = async () => kiosk.deps.db.select().from(attendance).orderBy(asc(attendance.at));
const MINUTE = 60_000;

describe('a visit', () => {
  test('is greeted by name within two frames, and makes no session', async () => {
    kiosk.see(1);
    expect(await kiosk.look(1)).toMatchObject({ kind: 'looking' });
    const said = await kiosk.look(1);
    expect(said).toMatchObject({ kind: 'greeting', text: 'Welcome, Anna', line: 'Checked in at {time}' });
    expect(said.at).toBe(kiosk.deps.clock().toISOString());
    expect(await kiosk.deps.db.select().from(sessions)).toEqual([]);
    expect(await kiosk.deps.db.select().from(loginAttempts)).toEqual([]);
    expect([...kiosk.tablet.cookies.keys()]).toEqual(['kiosk']);
  });

  test('is one record, however long the person stays', async () => {
    kiosk.see(1);
    await kiosk.look(2);
    expect(await kiosk.look(40, 10_000)).toMatchObject({ kind: 'settled' });
    expect(await records()).toMatchObject([
      { userId: idOf(1), direction: 'in', source: 'kiosk', kioskId: kiosk.id, place: 'Front door' },
    ]);
  });

  test('is over after two minutes: the next one is the way out, and the one after it in again', async () => {
    for (let i = 0; i < 3; i++) {
      await kiosk.pass(1);
      kiosk.deps.clock.forward(5 * MINUTE);
    }
    expect((await records()).map(({ direction }) => direction)).toEqual(['in', 'out', 'in']);
  });

  test('is no new one for a person who is back within two minutes', async () => {
    await kiosk.pass(1);
    expect(await kiosk.pass(1)).toMatchObject({ kind: 'settled' });
    expect(await records()).toHaveLength(1);
  });

  test('of the next day begins with in, also for somebody who forgot to check out', async () => {
    await kiosk.pass(1);
    kiosk.deps.clock.forward(17 * 60 * MINUTE);
    await kiosk.pass(1);
    expect((await records()).map(({ direction }) => direction)).toEqual(['in', 'in']);
  });

  test('of a night ends in the morning', async () => {
    await kiosk.pass(1);
    kiosk.deps.clock.forward(10 * 60 * MINUTE);
    expect((await kiosk.pass(1)).kind).toBe('settled');
    expect((await records()).map(({ direction }) => direction)).toEqual(['in', 'out']);
  });

  test('counts for each person by itself', async () => {
    await kiosk.pass(1);
    await kiosk.pass(2);
    expect((await records()).map(({ userId, direction }) => [userId, direction])).toEqual([
      [idOf(1), 'in'],
      [idOf(2), 'in'],
    ]);
  });

  test('goes by the last record that counts: a voided one does not', async () => {
    await kiosk.pass(1);
    await kiosk.deps.db.update(attendance).set({ voidedAt: kiosk.deps.clock(), voidReason: 'a visitor' });
    kiosk.deps.clock.forward(5 * MINUTE);
    await kiosk.pass(1);
    expect((await records()).map(({ direction }) => direction)).toEqual(['in', 'in']);
  });

  test('at two tablets beside each other is one record', async () => {
    const other = await makeKiosk(kiosk.deps.clock, { name: 'Front door, left' });
    const second = kiosk.site.visitor();
    await registerTablet(second, other.code);
    kiosk.see(1);
    await kiosk.look(2);
    for (let i = 0; i < 3; i++) {
      kiosk.deps.clock.forward(400);
      await postFrame(second);
    }
    expect(await records()).toHaveLength(1);
  });

  test('keeps the face in use, so that retention does not delete it', async () => {
    await kiosk.pass(1);
    const [row] = await kiosk.deps.db
      .select()
      .from(enrollments)
      .where(eq(enrollments.userId, idOf(1)));
    expect(row!.lastUsedAt).not.toBeNull();
  });
});

describe('what a visit does', () => {
  test.each([
    ['in', 'Welcome, Anna', 'Checked in at {time}', ['in', 'in']],
    ['out', 'Goodbye, Anna', 'Checked out at {time}', ['out', 'out']],
    ['none', 'Hello, Anna', undefined, []],
  ] as const)('with the attendance %s', async (way, text, line, written) => {
    await kiosk.change({ attendance: way });
    kiosk.see(1);
    const said = await kiosk.look(2);
    expect([said.text, said.line]).toEqual([text, line]);
    kiosk.deps.clock.forward(5 * MINUTE);
    await kiosk.pass(1);
    expect((await records()).map(({ direction }) => direction)).toEqual([...written]);
  });

  test('without names the greeting has none, in the language of the kiosk', async () => {
    await kiosk.change({ names: false, locale: 'zh' });
    kiosk.see(1);
    const said = await kiosk.look(2);
    expect(said.text).toBe('欢迎');
    expect(JSON.stringify(said)).not.toContain('Anna');
  });

  test('tells of it once a visit where it is asked to, and of nothing otherwise', async () => {
    await kiosk.pass(1);
    const told = () => kiosk.deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'kiosk-seen'));
    expect(await told()).toEqual([]);
    await kiosk.change({ tells: true });
    kiosk.deps.clock.forward(5 * MINUTE);
    await kiosk.pass(1);
    await kiosk.pass(1);
    expect(await told()).toMatchObject([{ userId: idOf(1), detail: { kiosk: 'Front door', direction: 'out' } }]);
  });

  test('keeps no picture, and of each frame no more than a keyed hash', async () => {
    await kiosk.pass(1);
    const [row] = await kiosk.deps.db.select().from(kioskWatches);
    expect(JSON.stringify(row!.state)).not.toMatch(/data:|points|box/);
  });
});

describe('trouble', () => {
  test('a kiosk whose group is gone looks for nobody', async () => {
    await kiosk.change({ groupId: null });
    kiosk.see(1);
    expect(await kiosk.look(2)).toMatchObject({ kind: 'trouble', next: 10_000 });
  });

  test('a group beyond what the data vouch for is not searched', async () => {
    await kiosk.change({ targetFmr: 1e-6 });
    kiosk.see(1);
    expect((await kiosk.look(2)).text).toBe('Too many people for this kiosk');
    expect(kiosk.scene.asked).toEqual([]);
  });
});

describe('the way out', () => {
  test('is the PIN; wrong ones wait, whatever address they come from', async () => {
    await kiosk.change({ pinHash: await hashPassword('2468') });
    const leave = (pin: string, address: string) =>
      kiosk.tablet.post('/kiosk/leave', { pin }, { Accept: 'application/json', 'X-Forwarded-For': address });
    expect((await leave('2468', '192.0.2.1')).status).toBe(200);
    const statuses: number[] = [];
    for (let i = 0; i < 8; i++) statuses.push((await leave('0000', `192.0.2.${i + 2}`)).status);
    expect(statuses).toEqual([422, 422, 422, 422, 422, 429, 429, 429]);
    expect((await leave('2468', '192.0.2.99')).status).toBe(429);
    kiosk.deps.clock.forward(31_000);
    expect(await (await leave('2468', '192.0.2.99')).json()).toEqual({ to: '/' });
    expect(await kiosk.deps.db.select().from(sessions)).toEqual([]);
  });

  test('does not exist without a PIN: no PIN is right, and the screen has no button', async () => {
    for (const pin of ['', '0000']) {
      expect((await kiosk.tablet.post('/kiosk/leave', { pin })).status).toBe(422);
    }
    expect(await (await kiosk.tablet.get('/kiosk')).text()).not.toContain('data-leave');
  });
});

test('the tablet tells how it is', async () => {
  await kiosk.tablet.post('/kiosk/here', { full: 'yes', camera: 'no' }, { 'User-Agent': 'T'.repeat(1_000) });
  const [row] = await kiosk.deps.db.select().from(kiosks);
  expect(row!.facts).toEqual({ userAgent: 'T'.repeat(300), address: '192.0.2.1', full: true, camera: false });
  expect(row!.lastSeenAt).toEqual(kiosk.deps.clock());
});

test('the screen is in the language of the kiosk, and names it', async () => {
  await kiosk.change({ locale: 'zh', name: '前门' });
  const text = await (await kiosk.tablet.get('/kiosk', { 'Accept-Language': 'en' })).text();
  expect(text).toContain('lang="zh-Hans"');
  expect(text).toContain('前门');
});
