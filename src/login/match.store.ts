/** Who an attempt is about: the name that was given first, and the match read again in the transaction that signs in. */
import { and, eq, isNull } from 'drizzle-orm';
import type { Withheld } from '../biometrics/reasons.ts';
import type { Queryable } from '../db/open.ts';
import { faceTemplates, users } from '../db/schema.ts';

/**
 * The account behind a match, where its template still exists and the account is not disabled. Both rows stay
 * locked until the transaction ends: a deletion that runs at the same moment comes before it or after it, never
 * in between. Not a shared lock: two sign-ins of one person that both write to the account would wait for each other.
 */
export async function matchedUser(
  tx: Queryable,
  match: { userId: string; templateId: string },
): Promise<{ displayName: string } | undefined> {
  const [row] = await tx
    .select({ displayName: users.displayName })
    .from(faceTemplates)
    .innerJoin(users, eq(users.id, faceTemplates.userId))
    .where(
      and(eq(faceTemplates.id, match.templateId), eq(faceTemplates.userId, match.userId), isNull(users.disabledAt)),
    )
    .for('no key update');
  return row;
}

/** Why `matchedUser` found nobody, for the record. */
export async function whyWithheld(tx: Queryable, match: { userId: string; templateId: string }): Promise<Withheld> {
  const [row] = await tx
    .select({ disabledAt: users.disabledAt, faceOffAt: users.faceOffAt })
    .from(faceTemplates)
    .innerJoin(users, eq(users.id, faceTemplates.userId))
    .where(and(eq(faceTemplates.id, match.templateId), eq(faceTemplates.userId, match.userId)));
  if (row?.disabledAt) return 'account-disabled';
  return row?.faceOffAt ? 'face-off' : 'face-removed';
}

/** The account with this name, by its `usernameKey`; null where there is none. */
export async function findUserId(tx: Queryable, key: string): Promise<string | null> {
  const [row] = await tx.select({ id: users.id }).from(users).where(eq(users.usernameKey, key));
  return row?.id ?? null;
}
