import { beforeEach, describe, expect, test } from 'bun:test';
import { and, asc, eq } from 'drizzle-orm';
import {
  addPerson,
  GROUP,
  idOf,
  type KioskStage,
  kioskStage,
  makeKiosk,
  postFrame,
  registerTablet,
} from '../../test/helpers/site/kiosk.ts';
import { PASSIVE_RULE } from '../biometrics/liveness.ts';
import { hashPassword } from '../crypto/passwords.ts';
import {
  attendance,
  auditEvents,
  enrollments,
  faceTemplates,
  groupMembers,
  kiosks,
  kioskWatches,
  loginAttempts,
  sessions,
  users,
} from '../db/schema.ts';

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

describe('strangers', () => {
  test('a stranger sees nothing but a plain hint in the end, and is not recorded', async () => {
    kiosk.see(1, { score: 0.2 });
    const kinds = new Set<string>();
    for (let i = 0; i < 40; i++) kinds.add((await kiosk.look(1)).kind);
    expect([...kinds].sort()).toEqual(['looking', 'resting', 'unknown']);
    expect(await records()).toEqual([]);
  });

  test('a person of another group is a stranger', async () => {
    await addPerson(3, { group: false });
    kiosk.see(3);
    expect((await kiosk.look(10)).kind).toBe('looking');
    expect(kiosk.scene.asked.at(-1)!.among!.toSorted()).toEqual([idOf(1), idOf(2)]);
  });

  test('the search is for the group alone, at the threshold of the target', async () => {
    const thresholds: number[] = [];
    for (const targetFmr of [1e-3, 1e-4, 1e-5]) {
      await kiosk.change({ targetFmr });
      kiosk.see(undefined);
      await kiosk.look(3, 1_500);
      kiosk.see(1, { score: 0.2 });
      await kiosk.look(2);
      thresholds.push(kiosk.scene.asked.at(-1)!.bar!.threshold);
    }
    expect(thresholds[0]!).toBeLessThan(thresholds[1]!);
    expect(thresholds[1]!).toBeLessThan(thresholds[2]!);
    kiosk.see(undefined);
    await kiosk.look(3, 1_500);
    kiosk.see(1, { score: thresholds[2]! - 0.01 });
    expect((await kiosk.look(8)).kind).toBe('looking');
    kiosk.see(1, { score: thresholds[2]! + 0.01 });
    expect(['greeting', 'settled']).toContain((await kiosk.look(8)).kind);
  });

  test('the same bytes in a later look are a replay, and not judged', async () => {
    const bytes = [1, 2, 3].map((byte) => new Uint8Array([byte, 77]));
    const play = async () => {
      const kinds: string[] = [];
      for (const one of bytes) {
        kiosk.deps.clock.forward(400);
        kinds.push(((await (await postFrame(kiosk.tablet, one)).json()) as { kind: string }).kind);
      }
      return kinds;
    };
    kiosk.see(1);
    expect(await play()).toContain('greeting');
    kiosk.see(undefined);
    await kiosk.look(3, 5 * MINUTE);
    kiosk.see(1);
    expect(await play()).not.toContain('greeting');
    expect(await records()).toHaveLength(1);
  });
});

describe('people who must not be greeted', () => {
  const gone: [string, () => Promise<unknown>][] = [
    [
      'taken out of the group',
      () =>
        kiosk.deps.db
          .delete(groupMembers)
          .where(and(eq(groupMembers.groupId, GROUP), eq(groupMembers.userId, idOf(1)))),
    ],
    [
      'disabled',
      () =>
        kiosk.deps.db
          .update(users)
          .set({ disabledAt: new Date() })
          .where(eq(users.id, idOf(1))),
    ],
    [
      'whose face is off',
      () =>
        kiosk.deps.db
          .update(users)
          .set({ faceOffAt: new Date() })
          .where(eq(users.id, idOf(1))),
    ],
    ['whose face was removed', () => kiosk.deps.db.delete(faceTemplates).where(eq(faceTemplates.userId, idOf(1)))],
    ['deleted', () => kiosk.deps.db.delete(users).where(eq(users.id, idOf(1)))],
  ];

  test.each(gone)('somebody %s is not greeted from the next frame on', async (_, act) => {
    kiosk.see(1);
    await kiosk.look(1);
    await act();
    expect((await kiosk.look(6)).kind).toBe('looking');
    expect(await records()).toEqual([]);
  });

  test.each(gone)('somebody %s while the worker looks at the deciding frame is not greeted', async (_, act) => {
    kiosk.see(1);
    await kiosk.look(1);
    kiosk.scene.meanwhile = async () => void (await act());
    expect((await kiosk.look(1)).kind).toBe('looking');
    expect(await records()).toEqual([]);
  });

  test('a person without a way in is greeted, too', async () => {
    await addPerson(4, { subject: true, name: 'Cleo' });
    kiosk.see(4);
    expect((await kiosk.look(2)).text).toBe('Welcome, Cleo');
    expect(kiosk.scene.asked.every(({ kiosk: one }) => one === true)).toBe(true);
  });
});

describe('liveness', () => {
  test('a picture of a person is not greeted by a kiosk with the passive check', async () => {
    kiosk = await kioskStage({ liveness: 'passive' }, { liveness: { challenge: false, passive: PASSIVE_RULE } });
    await addPerson(1);
    kiosk.see(1, { passive: 0.1 });
    expect((await kiosk.look(12)).kind).toBe('looking');
    kiosk.see(undefined);
    await kiosk.look(3, 1_500);
    kiosk.see(1, { passive: 0.95 });
    expect((await kiosk.look(2)).kind).toBe('greeting');
  });

  test('a kiosk that asks for the networks recognises nobody without them, and says so', async () => {
    await kiosk.change({ liveness: 'passive' });
    kiosk.see(1);
    expect(await kiosk.look(3)).toMatchObject({ kind: 'trouble', text: 'The check for pictures is missing' });
    expect(kiosk.scene.asked).toEqual([]);
  });

  test('with movements a person is asked for them by words, then greeted', async () => {
    await kiosk.change({ liveness: 'challenge' });
    kiosk.see(1);
    let said = await kiosk.look(2);
    expect(said.move).toBeDefined();
    expect(said.text).toMatch(/head/);
    for (let i = 0; i < 30 && said.kind === 'looking'; i++) {
      const asked = said.move;
      said = await kiosk.look(1);
      if (said.move === asked && asked) kiosk.see(1, { pose: asked });
      else kiosk.see(1);
    }
    expect(said.kind).toBe('greeting');
    expect(await kiosk.look(6)).toMatchObject({ kind: 'settled' });
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
