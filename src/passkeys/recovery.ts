/** Recovery codes: ten, each good for one second step, for whoever has no passkey at hand. */
import { createHash, randomBytes } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { recoveryCodes } from '../db/schema.ts';

export const CODES = 10;
/** 120 random bits: from 112 on a fast hash is enough (OWASP ASVS 5, 6.5.2). */
const CODE_BYTES = 15;
/** Crockford's base 32, which has no letter that looks like a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 24;

function newCode(): string {
  const bits = [...randomBytes(CODE_BYTES)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.replace(/.{5}/g, (five) => ALPHABET[Number.parseInt(five, 2)]!);
}

/** As it is shown and written down: six groups of four. */
function shown(code: string): string {
  return code.replace(/.{4}(?=.)/g, '$&-');
}

/** What was typed as it was stored: without blanks and hyphens, any case, and with the digits that were meant. */
function typed(text: string): string {
  return text.toLowerCase().replace(/[\s-]/g, '').replace(/o/g, '0').replace(/[il]/g, '1');
}

/**
 * SHA-256: a code has 120 random bits, which nobody can try through, so it needs no slow hash as a password does; and
 * one look-up finds it among ten.
 */
function hashCode(userId: string, code: string): string {
  return createHash('sha256').update(`${userId}:${code}`).digest('hex');
}

/** Makes ten new codes; the ones before are worth nothing any more. @returns them, to be shown once. */
export async function makeCodes(tx: Queryable, userId: string, now: Date): Promise<string[]> {
  await dropCodes(tx, userId);
  const codes = Array.from({ length: CODES }, newCode);
  await tx
    .insert(recoveryCodes)
    .values(codes.map((code) => ({ userId, codeHash: hashCode(userId, code), createdAt: now })));
  return codes.map(shown);
}

/** Uses a code up. @returns whether it was one that was not used before. */
export async function takeCode(tx: Queryable, userId: string, text: string, now: Date): Promise<boolean> {
  const code = typed(text);
  if (code.length !== LENGTH) return false;
  const unused = and(
    eq(recoveryCodes.userId, userId),
    eq(recoveryCodes.codeHash, hashCode(userId, code)),
    isNull(recoveryCodes.usedAt),
  );
  return (await tx.update(recoveryCodes).set({ usedAt: now }).where(unused).returning()).length > 0;
}

export type CodesLeft = { made: number; left: number; lastUsedAt: Date | null };

/** How many are left, and when one was used last. */
export async function codesLeft(db: Queryable, userId: string): Promise<CodesLeft> {
  const rows = await db.select().from(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  const used = rows.flatMap(({ usedAt }) => usedAt ?? []).sort((a, b) => b.getTime() - a.getTime());
  return { made: rows.length, left: rows.length - used.length, lastUsedAt: used[0] ?? null };
}

export async function dropCodes(tx: Queryable, userId: string): Promise<void> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
}
