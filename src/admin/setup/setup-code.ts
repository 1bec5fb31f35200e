/**
 * The code that makes the first administrator. The server prints a new one at each start without an administrator and
 * stores only its hash: a stranger who finds `/setup` first has nothing to type.
 */
import { hasAdmin } from '../../accounts/roles.store.ts';
import { groupedCode, newCode, normalizedCode } from '../../crypto/codes.ts';
import { hashToken } from '../../crypto/tokens.ts';
import type { Queryable } from '../../db/open.ts';
import type { Deps } from '../../deps.ts';
import { deleteCode, findCode, lockCode, saveCode } from './setup-code.store.ts';

/** Letters of a code, five bits each: 100 bits. */
const LENGTH = 20;
const GROUP = 5;
/** Milliseconds that a code works. */
const WORKS_MS = 24 * 3_600_000;

/**
 * Draws a new code, with which the one before stops working.
 * @returns the code as the console shows it, or undefined where an administrator exists.
 */
export async function newSetupCode({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<string | undefined> {
  if (await hasAdmin(db)) return undefined;
  const letters = newCode(LENGTH);
  const now = clock();
  const expiresAt = new Date(now.getTime() + WORKS_MS).toISOString();
  await saveCode(db, { hash: hashToken(letters), expiresAt }, now);
  return groupedCode(letters, GROUP);
}

export async function isCodeRight(db: Queryable, code: string, now: Date): Promise<boolean> {
  const stored = await findCode(db);
  return stored !== undefined && stored.hash === hashToken(normalizedCode(code)) && new Date(stored.expiresAt) > now;
}

/**
 * Uses the code up. Of two people at the same moment one succeeds.
 * @returns false for a wrong code, and where an administrator exists by now.
 */
export async function useCode(tx: Queryable, code: string): Promise<boolean> {
  if ((await lockCode(tx))?.hash !== hashToken(normalizedCode(code))) return false;
  await deleteCode(tx);
  return !(await hasAdmin(tx));
}
