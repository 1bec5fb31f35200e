/**
 * Whom a kiosk does not greet: strangers, pictures, and people who are gone.
 * On PGlite alone: other tests run its statements on PostgreSQL.
 */
import { beforeEach, describe, expect, test } from 'bun:test';
import { and, asc, eq } from 'drizzle-orm';
import { addPerson, GROUP, idOf, type KioskStage, kioskStage, postFrame } from '../../test/helpers/site/kiosk.ts';
import { PASSIVE_RULE } from '../biometrics/liveness.ts';
import { attendance, faceTemplates, groupMembers, users } from '../db/schema.ts';

let kiosk: KioskStage;
beforeEach(async () => {
  kiosk = await kioskStage();
  await addPerson(1, { name: 'Anna' });
  await addPerson(2, { name: 'Ben' });
});

const records = async () => kiosk.deps.db.select().from(attendance).orderBy(asc(attendance.at));
const MINUTE = 60_000;

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
