/** Enrolls made-up people. Their templates are encrypted and stored like all others, and come from no picture. */
import { randomUUID } from 'node:crypto';
import { projectRoot } from '../../src/cli/place.ts';
import type { Config } from '../../src/config.ts';
import { loadTemplateKeys, type TemplateKeys } from '../../src/crypto/templates.ts';
import { migrateDatabase } from '../../src/db/migrate.ts';
import { type Database, openDatabase } from '../../src/db/open.ts';
import { enrollments, faceTemplates, users } from '../../src/db/schema.ts';
import { silentLog } from '../../src/log.ts';
import { EMBEDDING_PARTS, EMBEDDING_VERSION, encodeEmbedding } from '../../src/vision/recognizers/embedding/bytes.ts';
import { templatesOf } from './faces.ts';

/** People in one INSERT: a statement of about a megabyte. */
const BATCH = 200;
const RECOGNIZER = { recognizer: 'embedding', version: EMBEDDING_VERSION };

function templateRows(userId: string, person: number, keys: TemplateKeys, createdAt: Date) {
  return templatesOf(person).map((template) => {
    const id = randomUUID();
    const bytes = encodeEmbedding(template, EMBEDDING_PARTS);
    return { id, userId, ...RECOGNIZER, ...keys.seal({ userId, templateId: id, ...RECOGNIZER }, bytes), createdAt };
  });
}

async function enrollBatch(db: Database, keys: TemplateKeys, people: readonly number[]): Promise<void> {
  const now = new Date();
  const ids = people.map(() => randomUUID());
  const accounts = ids.map((id) => ({ id, username: id, usernameKey: id, passwordHash: '', displayName: 'bench' }));
  await db.insert(users).values(accounts);
  await db
    .insert(enrollments)
    .values(ids.map((userId) => ({ userId, enrolledAt: now, consentVersion: '0', consentedAt: now })));
  await db.insert(faceTemplates).values(people.flatMap((person, i) => templateRows(ids[i]!, person, keys, now)));
}

/** Enrolls so many people in an empty database, with the key of the data folder. */
export async function enrollPeople(config: Config, people: number): Promise<void> {
  const { db, close, kind } = await openDatabase(config, silentLog);
  try {
    await migrateDatabase(db, { kind, root: projectRoot });
    const keys = loadTemplateKeys(config);
    for (let done = 0; done < people; done += BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, people - done) }, (_, i) => done + i);
      await enrollBatch(db, keys, batch);
    }
  } finally {
    await close();
  }
}
