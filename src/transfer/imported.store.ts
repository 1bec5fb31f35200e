/** Rows of people whom an import brought. */
import { eq } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { enrollments, importedPeople, profiles, users } from '../db/schema.ts';

export type Known = {
  id: string;
  /** Null: no import brought this person. */
  fingerprint: string | null;
  photos: string[] | null;
  /** Null: no face is enrolled. */
  consentVersion: string | null;
};

/** The person with this name, and what an import noted. */
export async function findKnown(db: Queryable, usernameKey: string): Promise<Known | undefined> {
  const { fingerprint, photos } = importedPeople;
  const [row] = await db
    .select({ id: users.id, fingerprint, photos, consentVersion: enrollments.consentVersion })
    .from(users)
    .leftJoin(importedPeople, eq(importedPeople.userId, users.id))
    .leftJoin(enrollments, eq(enrollments.userId, users.id))
    .where(eq(users.usernameKey, usernameKey));
  return row;
}

/** Notes a person as brought by an import, with all photos that are enrolled by now. */
export async function noteImported(tx: Queryable, row: typeof importedPeople.$inferInsert): Promise<void> {
  const { photos, at } = row;
  await tx
    .insert(importedPeople)
    .values(row)
    .onConflictDoUpdate({ target: importedPeople.userId, set: { photos, at } });
}

export async function saveEmail(tx: Queryable, userId: string, email: string): Promise<void> {
  await tx.update(profiles).set({ email }).where(eq(profiles.userId, userId));
}
