/**
 * The enrolled people, from a folder of the embedded database: with and without a server that has it open.
 * On PGlite alone: its database is a folder of its own.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workerUrl } from '../../../src/cli/place.ts';
import { loadTemplateKeys } from '../../../src/crypto/templates.ts';
import { type Database, openDatabase } from '../../../src/db/open.ts';
import { enrollments, faceTemplates, users } from '../../../src/db/schema.ts';
import { silentLog } from '../../../src/log.ts';
import { bootstrap } from '../../../src/server/bootstrap.ts';
import { createLbph } from '../../../src/vision/recognizers/lbph/lbph.ts';
import type { AlignedFace } from '../../../src/vision/recognizers/recognizer.ts';
import { putBlank } from '../../../test/helpers/data/blank.ts';
import { projectRoot } from '../../../test/helpers/root.ts';
import { testConfig } from '../../../test/helpers/site/deps.ts';
import { askGallery } from './command.ts';

const data = mkdtempSync(join(tmpdir(), 'facelogin-gallery-'));
const config = testConfig({
  ...{ FACELOGIN_DATA: data, FACELOGIN_RECOGNIZER: 'lbph', DATABASE_URL: '' },
  FACELOGIN_VISION_WORKERS: '1',
});
const lbph = createLbph();

async function enroll(db: Database, name: string, seed: number): Promise<void> {
  const [user] = await db
    .insert(users)
    .values({ username: name, usernameKey: name, passwordHash: '', displayName: name })
    .returning();
  const userId = user!.id;
  const now = new Date();
  await db.insert(enrollments).values({ userId, enrolledAt: now, consentVersion: '1', consentedAt: now });
  for (let picture = 0; picture < 2; picture++) {
    const pixels = Uint8Array.from({ length: 112 * 112 * 3 }, (_, i) => 128 + 100 * Math.sin(i * seed) + picture);
    const bytes = lbph.encode(await lbph.extract({ width: 112, height: 112, data: pixels } as AlignedFace));
    const id = randomUUID();
    const kind = { recognizer: 'lbph', version: lbph.version };
    const sealed = loadTemplateKeys(config).seal({ userId, templateId: id, ...kind }, bytes);
    await db.insert(faceTemplates).values({ id, userId, ...kind, ...sealed, createdAt: now });
  }
}

beforeAll(async () => {
  await putBlank(data);
  const { db, close } = await openDatabase(config, silentLog);
  for (const [index, name] of ['ann', 'bob', 'cid'].entries()) await enroll(db, name, 0.11 + 0.7 * index);
  await close();
}, 30_000);
afterAll(() => rmSync(data, { recursive: true }));

const found = { recognizer: 'lbph', protocol: 'gallery', people: 3, images: 6, genuine: 6, impostor: 12 };

test('a folder that no server uses is opened for it', async () => {
  expect(await askGallery(config)).toMatchObject(found);
}, 30_000);

test('a running server is asked, which alone can read its folder', async () => {
  const server = await bootstrap(config, { root: projectRoot, workerUrl }, silentLog, () => {});
  try {
    await server.ready;
    const { seconds, ...result } = await askGallery(config);
    expect(result).toMatchObject(found);
    expect(result.thresholds.comparedWith).toBe(1);
    expect(seconds).toBeGreaterThan(0);
  } finally {
    await server.close();
  }
}, 60_000);
