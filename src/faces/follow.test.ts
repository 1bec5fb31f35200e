import { afterAll, beforeEach, describe, expect, test } from 'bun:test';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { addUser, deleteFace, enrollFace } from '../../test/helpers/data/faces.ts';
import { testConfig, testDeps } from '../../test/helpers/site/deps.ts';
import { barrier, engineStarter, fullyReady, until } from '../../test/helpers/vision/engine.ts';
import type { FaceChanges } from '../db/listen.ts';
import type { GalleryTemplate } from '../vision/protocol.ts';
import { followFaces } from './follow.ts';
import { loadGallery } from './gallery.ts';

const start = engineStarter();
const stopped: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stopped) await stop();
});
beforeEach(truncateAll);

/** Two workers on the real database, the second of which reads what `second` makes of the stored templates. */
async function followed(second: (stored: GalleryTemplate[]) => Promise<GalleryTemplate[]>) {
  const deps = await testDeps({ config: testConfig({ FACELOGIN_RECOGNIZER: 'lbph' }) });
  let reads = 0;
  let follow: (FaceChanges & { stop(): Promise<void> }) | undefined;
  async function* load() {
    const own = ++reads === 2;
    for await (const stored of loadGallery({ ...deps, recognizer: 'lbph' })) yield own ? await second(stored) : stored;
  }
  const { engine } = start({ workers: 2, loadGallery: load, onReady: () => follow?.listening() });
  follow = followFaces({ ...deps, vision: engine });
  stopped.push(follow.stop);
  return { deps, engine, follow };
}

describe('a change that nobody is told of', () => {
  test('while a worker reads is found when that worker is ready', async () => {
    const { db, keys } = await testDeps();
    const anna = await addUser({ db }, 'anna');
    const ben = await addUser({ db }, 'ben');
    await enrollFace({ db, keys }, anna, 1);
    await enrollFace({ db, keys }, ben, 2);
    const end = barrier();
    let reading = false;
    const { engine, follow } = await followed(async (stored) => {
      reading = true;
      await end.passed;
      return stored;
    });
    await until(() => reading);
    await deleteFace({ db }, anna);
    // The first worker is brought in line; what the second has read it cannot be asked for yet.
    follow.listening();
    await until(() => engine.status().people === 1);
    end.open();
    await fullyReady(engine);
    await until(() => engine.status().people === 1);
    const [[userId, ids] = []] = await engine.held();
    expect(userId).toBe(ben);
    expect(ids).not.toContain('/');
  });

  test('to a worker that lost somebody is made up for', async () => {
    const { db, keys } = await testDeps();
    const anna = await addUser({ db }, 'anna');
    await enrollFace({ db, keys }, anna, 1, 2);
    const { engine } = await followed(async (stored) => stored.slice(1));
    await fullyReady(engine);
    await until(() => engine.status().templates === 2);
    const held = await engine.held();
    expect([...held.keys()]).toEqual([anna]);
    expect(held.get(anna)?.split(',')).toHaveLength(2);
  });
});
