/** Rows of recovery codes. */
import { and, eq, isNull } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { recoveryCodes } from '../db/schema.ts';

type Row = typeof recoveryCodes.$inferSelect;

export function listCodes(db: Queryable, userId: string): Promise<Row[]> {
  return db.select().from(recoveryCodes).where(eq(recoveryCodes.userId, userId));
}

export async function insertCodes(
  tx: Queryable,
  rows: Pick<Row, 'userId' | 'codeHash' | 'createdAt'>[],
): Promise<void> {
  await tx.insert(recoveryCodes).values(rows);
}

/** Marks a code as used. @returns false where the person has no unused code of this hash. */
export async function markCodeUsed(
  tx: Queryable,
  { userId, codeHash }: Pick<Row, 'userId' | 'codeHash'>,
  now: Date,
): Promise<boolean> {
  const unused = and(
    eq(recoveryCodes.userId, userId),
    eq(recoveryCodes.codeHash, codeHash),
    isNull(recoveryCodes.usedAt),
  );
  return (await tx.update(recoveryCodes).set({ usedAt: now }).where(unused).returning()).length > 0;
}

export async function deleteCodes(tx: Queryable, userId: string): Promise<void> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
}
