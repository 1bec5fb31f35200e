import { expect, test } from 'bun:test';
import { testDb, truncateAll } from '../../test/helpers/data/db.ts';
import { keyProblem } from './keycheck.ts';
import { enrollments, faceTemplates, users } from './schema.ts';

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
