/** What a session has shown so far. Sign-in, the second step and the password given again write it. */
import { eq, sql } from 'drizzle-orm';
import type { Proof } from '../access/policy.ts';
import type { Queryable } from '../db/open.ts';
import { sessionProofs } from '../db/schema.ts';

/** Notes proofs. A new proof of a kind replaces the last one. */
export async function noteProofs(tx: Queryable, sessionHash: string, proofs: readonly Proof[]): Promise<void> {
  if (proofs.length === 0) return;
  const { at, live, device } = sessionProofs;
  await tx
    .insert(sessionProofs)
    .values(proofs.map((proof) => ({ sessionHash, ...proof })))
    .onConflictDoUpdate({
      target: [sessionProofs.sessionHash, sessionProofs.kind],
      set: Object.fromEntries([at, live, device].map(({ name }) => [name, sql.raw(`excluded.${name}`)])),
    });
}

/** The last proof of each kind. */
export async function proofsOf(db: Queryable, sessionHash: string): Promise<Proof[]> {
  const { kind, at, live, device } = sessionProofs;
  return db.select({ kind, at, live, device }).from(sessionProofs).where(eq(sessionProofs.sessionHash, sessionHash));
}
