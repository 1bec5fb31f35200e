import { expect, test } from 'bun:test';
import { createServer } from 'node:net';
import { testDb, truncateAll } from '../../test/helpers/data/db.ts';
import { dataFolder, refusal } from '../../test/helpers/data/opening.ts';
import { silentLog } from '../log.ts';
import { keyProblem } from './keycheck.ts';
import { openDatabase } from './open.ts';
import { enrollments, faceTemplates, users } from './schema.ts';

const folder = dataFolder();

test('a server that is not there is told in one line, without the password', async () => {
  const data = folder();
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  const databaseUrl = `postgres://face:hunter2secret@localhost:${port}/face`;
  const message = await refusal(openDatabase({ data, databaseUrl }, silentLog));
  expect(message).toContain(`Cannot reach PostgreSQL at localhost:${port}/face: `);
  expect(message).toMatch(/ECONNREFUSED/);
  expect(message).not.toMatch(/hunter2secret|\n/);
  // The lock was given back: the next start is not refused for it.
  expect(await refusal(openDatabase({ data, databaseUrl }, silentLog))).toContain('Cannot reach');
});

test('templates of another key are told, those of this key are not', async () => {
  await truncateAll();
  const db = await testDb();
  const [user] = await db
    .insert(users)
    .values({ username: 'a', usernameKey: 'a', passwordHash: '-', displayName: 'A' })
    .returning();
  const now = new Date();
  const userId = user!.id;
  await db.insert(enrollments).values({ userId, enrolledAt: now, consentVersion: '1', consentedAt: now });
  const nonce = new Uint8Array([1]);
  const row = { userId, recognizer: 'lbph', version: 1, keyId: 'aaaaaaaa', nonce, ciphertext: nonce, createdAt: now };
  await db.insert(faceTemplates).values({ ...row, id: crypto.randomUUID() });
  expect(await keyProblem(db, { keyId: 'aaaaaaaa', keyIds: () => ['aaaaaaaa'] })).toBeUndefined();
  expect(await keyProblem(db, { keyId: 'bbbbbbbb', keyIds: () => ['bbbbbbbb'] })).toContain(
    '1 with key aaaaaaaa; its own key is bbbbbbbb',
  );
});
