/** Writes accounts with templates of made-up people, as an enrollment writes them. */
import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { enrollments, users } from '../../../src/db/schema.ts';
import type { Deps } from '../../../src/deps.ts';
import { replaceEnrollment } from '../../../src/faces/templates.store.ts';
import { template } from '../vision/engine.ts';

type FaceDeps = Pick<Deps, 'db' | 'keys'>;

/** Adds an account. @returns its id. */
export async function addUser({ db }: Pick<Deps, 'db'>, username: string): Promise<string> {
  const [row] = await db
    .insert(users)
    .values({ username, usernameKey: username, passwordHash: '-', displayName: username })
    .returning();
  return row!.id;
}

/** Enrolls the account with one template per seed in place of its former ones, in one transaction. */
export async function enrollFace({ db, keys }: FaceDeps, userId: string, ...seeds: number[]): Promise<void> {
  const now = new Date();
  const rows = seeds.map((seed) => {
    const { recognizer, version, bytes } = template(seed);
    const id = randomUUID();
    const sealed = keys.seal({ userId, templateId: id, recognizer, version }, bytes);
    return { id, userId, recognizer, version, ...sealed, createdAt: now };
  });
  const enrollment = { userId, enrolledAt: now, consentVersion: '1', consentedAt: now };
  await db.transaction((tx) => replaceEnrollment(tx, enrollment, rows));
}

export async function deleteFace({ db }: Pick<Deps, 'db'>, userId: string): Promise<void> {
  await db.delete(enrollments).where(eq(enrollments.userId, userId));
}
