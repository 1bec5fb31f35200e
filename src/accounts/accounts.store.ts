/** Rows of accounts. */
import { and, count, eq, inArray } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { avatars, enrollments, faceTemplates, profiles, users } from '../db/schema.ts';

export type User = typeof users.$inferSelect;
export type ProfileRow = typeof profiles.$inferSelect;

export async function findUserByKey(db: Queryable, usernameKey: string): Promise<User | undefined> {
  const [row] = await db.select().from(users).where(eq(users.usernameKey, usernameKey));
  return row;
}

export async function savePassword(tx: Queryable, userId: string, passwordHash: string): Promise<void> {
  await tx.update(users).set({ passwordHash }).where(eq(users.id, userId));
}

export async function findProfile(db: Queryable, userId: string): Promise<ProfileRow | undefined> {
  const [row] = await db.select().from(profiles).where(eq(profiles.userId, userId));
  return row;
}

/** Saves the display name and the whole profile. */
export async function saveProfile(
  tx: Queryable,
  userId: string,
  displayName: string,
  profile: Omit<ProfileRow, 'userId'>,
): Promise<void> {
  await tx.update(users).set({ displayName }).where(eq(users.id, userId));
  await tx
    .insert(profiles)
    .values({ userId, ...profile })
    .onConflictDoUpdate({ target: profiles.userId, set: profile });
}

export async function findAvatar(db: Queryable, userId: string): Promise<typeof avatars.$inferSelect | undefined> {
  const [row] = await db.select().from(avatars).where(eq(avatars.userId, userId));
  return row;
}

/** @param avatar WebP and its version; null removes it. */
export async function saveAvatar(
  tx: Queryable,
  userId: string,
  avatar: { image: Uint8Array; version: string } | null,
): Promise<void> {
  if (avatar === null) await tx.delete(avatars).where(eq(avatars.userId, userId));
  else {
    await tx
      .insert(avatars)
      .values({ userId, ...avatar })
      .onConflictDoUpdate({ target: avatars.userId, set: avatar });
  }
}

/** `templates`: how many the recognizer that decides can compare. `offAt`: since when the face does not sign in. */
export type FaceStatus = { enrolledAt: Date; templates: number; offAt: Date | null };

/**
 * The state of a person's face; null where none is enrolled.
 * @param deciding the recognizer that decides, the template versions that it reads, and the ids of this server's keys.
 */
export async function faceStatus(
  db: Queryable,
  userId: string,
  deciding: { recognizer: string; versions: number[]; keyIds: string[] },
): Promise<FaceStatus | null> {
  const [row] = await db
    .select({ enrolledAt: enrollments.enrolledAt, templates: count(faceTemplates.id), offAt: users.faceOffAt })
    .from(enrollments)
    .innerJoin(users, eq(users.id, enrollments.userId))
    .leftJoin(
      faceTemplates,
      and(
        eq(faceTemplates.userId, enrollments.userId),
        eq(faceTemplates.recognizer, deciding.recognizer),
        inArray(faceTemplates.version, deciding.versions),
        inArray(faceTemplates.keyId, deciding.keyIds),
      ),
    )
    .where(eq(enrollments.userId, userId))
    .groupBy(enrollments.userId, users.faceOffAt);
  return row ?? null;
}
