import { afterAll, beforeEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { addUser, deleteFace, enrollFace } from '../../test/helpers/data/faces.ts';
import { idleStatus, testConfig, testDeps } from '../../test/helpers/site/deps.ts';
import { barrier, engineStarter, fullyReady, until } from '../../test/helpers/vision/engine.ts';
import { users } from '../db/schema.ts';
import type { Deps } from '../deps.ts';
import type { GalleryTemplate } from '../vision/protocol.ts';
import { createGallery, type GalleryOwner } from './gallery.ts';
import { loadGallery } from './load.ts';

const start = engineStarter();
const stopped: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stopped) await stop();
});
beforeEach(truncateAll);

/** Two workers on the real database. The second one loads what `second` makes of the stored templates. */
async function followed(second: (stored: GalleryTemplate[]) => Promise<GalleryTemplate[]>) {
  const deps = await testDeps({ config: testConfig({ FACELOGIN_RECOGNIZER: 'lbph' }) });
  let reads = 0;
  let gallery: GalleryOwner | undefined;
  async function* load() {
    const own = ++reads === 2;
    for await (const stored of loadGallery({ ...deps, recognizer: 'lbph' })) yield own ? await second(stored) : stored;
  }
  const { engine } = start({ workers: 2, loadGallery: load, onReady: () => gallery?.changes.listening() });
  gallery = createGallery({ ...deps, vision: engine });
  stopped.push(gallery.stop);
  return { deps: { ...deps, gallery }, engine, gallery };
}

describe('a change without a notification', () => {
  test('during the load of a worker is found when that worker is ready', async () => {
    const { db, keys } = await testDeps();
    const anna = await addUser({ db }, 'anna');
    const ben = await addUser({ db }, 'ben');
    await enrollFace({ db, keys }, anna, 1);
    await enrollFace({ db, keys }, ben, 2);
    const end = barrier();
    let reading = false;
    const { engine, gallery } = await followed(async (stored) => {
      reading = true;
      await end.passed;
      return stored;
    });
    await until(() => reading);
    await deleteFace({ db }, anna);
    // The first worker gets the change. The second one cannot tell yet what it has loaded.
    gallery.changes.listening();
    await until(() => engine.status().people === 1);
    end.open();
    await fullyReady(engine);
    await until(() => engine.status().people === 1);
    const [[userId, ids] = []] = await engine.loaded();
    expect(userId).toBe(ben);
    expect(ids).not.toContain('/');
  });

  test('that loses somebody in a worker is repaired', async () => {
    const { db, keys } = await testDeps();
    const anna = await addUser({ db }, 'anna');
    await enrollFace({ db, keys }, anna, 1, 2);
    const { engine } = await followed(async (stored) => stored.slice(1));
    await fullyReady(engine);
    await until(() => engine.status().templates === 2);
    const held = await engine.loaded();
    expect([...held.keys()]).toEqual([anna]);
    expect(held.get(anna)?.split(',')).toHaveLength(2);
  });
});

/** A gallery whose engine only notes who is in it. While `fail` is set, every change fails. */
async function noted() {
  const deps = await testDeps({ config: testConfig({ FACELOGIN_RECOGNIZER: 'lbph' }) });
  const people = new Map<string, GalleryTemplate[]>();
  const ids = (templates: GalleryTemplate[]) => templates.map(({ templateId }) => templateId).join();
  const state = { fail: false, puts: 0 };
  const vision = {
    status: () => idleStatus,
    loaded: async () => new Map([...people].map(([userId, templates]) => [userId, ids(templates)])),
    putUser: async (userId: string, templates: GalleryTemplate[]) => {
      state.puts++;
      if (state.fail) throw new Error('the worker is starting again');
      if (templates.length > 0) people.set(userId, templates);
      else people.delete(userId);
    },
  } as unknown as Deps['vision'];
  const gallery = createGallery({ ...deps, vision });
  stopped.push(gallery.stop);
  return { deps, people, state, gallery };
}

describe('a change of who may be found reaches the gallery', () => {
  test('a disabled account leaves it, and an enabled one returns', async () => {
    const { deps, people, gallery } = await noted();
    const anna = await addUser(deps, 'anna');
    await enrollFace(deps, anna, 1);
    for (const [disabledAt, found] of [
      [null, [anna]],
      [new Date(), []],
      [null, [anna]],
    ] as const) {
      await deps.db.update(users).set({ disabledAt }).where(eq(users.id, anna));
      await gallery.changed(anna);
      expect([...people.keys()]).toEqual([...found]);
    }
  });

  test('a failing worker takes the change later, and nobody waits for that', async () => {
    const { deps, people, state, gallery } = await noted();
    const anna = await addUser(deps, 'anna');
    await enrollFace(deps, anna, 1);
    state.fail = true;
    await gallery.changed(anna);
    expect(people.size).toBe(0);
    state.fail = false;
    await until(() => people.has(anna));
  });

  test('many simultaneous changes of one person take few reads, and the last one stays', async () => {
    const { deps, people, state, gallery } = await noted();
    const anna = await addUser(deps, 'anna');
    await enrollFace(deps, anna, 1);
    const first = gallery.changed(anna);
    await deleteFace(deps, anna);
    await Promise.all([first, ...Array.from({ length: 20 }, () => gallery.changed(anna))]);
    expect(people.size).toBe(0);
    expect(state.puts).toBeLessThan(4);
  });
});

test('an account that was disabled during the load of the workers is found once it is enabled', async () => {
  const { db, keys } = await testDeps();
  const anna = await addUser({ db }, 'anna');
  await enrollFace({ db, keys }, anna, 1);
  await db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, anna));
  const { engine, gallery } = await followed(async (stored) => stored);
  await fullyReady(engine);
  expect(engine.status().people).toBe(0);
  await db.update(users).set({ disabledAt: null }).where(eq(users.id, anna));
  await gallery.changed(anna);
  expect([...(await engine.loaded()).keys()]).toEqual([anna]);
});
