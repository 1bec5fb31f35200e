/** Recovery codes: a person without a passkey at hand shows one as the second factor. Each of the ten works once. */
import { createHash, randomBytes } from 'node:crypto';
import type { Queryable } from '../db/open.ts';
import { deleteCodes, insertCodes, listCodes, markCodeUsed } from './recovery.store.ts';

export const CODES = 10;
/** 120 random bits: from 112 on a fast hash is enough (OWASP ASVS 5, 6.5.2). */
const CODE_BYTES = 15;
/** Crockford's base 32: no letter looks like a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 24;

function newCode(): string {
  const bits = [...randomBytes(CODE_BYTES)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.replace(/.{5}/g, (five) => ALPHABET[Number.parseInt(five, 2)]!);
}

/** As a page shows it: six groups of four. */
function shown(code: string): string {
  return code.replace(/.{4}(?=.)/g, '$&-');
}

/** Reads any spelling: drops blanks and hyphens, ignores case, and takes letters that look like digits for these. */
function typed(text: string): string {
  return text.toLowerCase().replace(/[\s-]/g, '').replace(/o/g, '0').replace(/[il]/g, '1');
}

/**
 * SHA-256. Nobody can try out 120 random bits, so a code needs no slow hash as a password does. One look-up finds it
 * among ten.
 */
function hashCode(userId: string, code: string): string {
  return createHash('sha256').update(`${userId}:${code}`).digest('hex');
}

/** Makes ten new codes, which replace the ones before. @returns them, for the one page that shows them. */
export async function makeCodes(tx: Queryable, userId: string, now: Date): Promise<string[]> {
  await deleteCodes(tx, userId);
  const codes = Array.from({ length: CODES }, newCode);
  await insertCodes(
    tx,
    codes.map((code) => ({ userId, codeHash: hashCode(userId, code), createdAt: now })),
  );
  return codes.map(shown);
}

/** Uses a code up. @returns false for a wrong code, and for one that is used already. */
export async function takeCode(tx: Queryable, userId: string, text: string, now: Date): Promise<boolean> {
  const code = typed(text);
  if (code.length !== LENGTH) return false;
  return markCodeUsed(tx, { userId, codeHash: hashCode(userId, code) }, now);
}

/** `lastUsedAt`: the last use of any code. */
export type CodesLeft = { made: number; left: number; lastUsedAt: Date | null };

export async function codesLeft(db: Queryable, userId: string): Promise<CodesLeft> {
  const rows = await listCodes(db, userId);
  const used = rows.flatMap(({ usedAt }) => usedAt ?? []).sort((a, b) => b.getTime() - a.getTime());
  return { made: rows.length, left: rows.length - used.length, lastUsedAt: used[0] ?? null };
}
