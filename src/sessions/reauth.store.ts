/**
 * The server remembers that somebody gave the password again, for one purpose in one session. `enrollment` has a
 * consent; `sudo` is for every other sensitive action (see `requireSudo` in `middleware.ts`).
 */
import { and, eq, gt, lt } from 'drizzle-orm';
import { hashToken } from '../crypto/tokens.ts';
import type { Queryable } from '../db/open.ts';
import { reauthentications } from '../db/schema.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { noteProofs } from './proofs.store.ts';
import { renewSession } from './sessions.store.ts';

/** Milliseconds that the password counts (`docs/security.md`). */
const REMEMBERED_MS = 5 * 60_000;

export type Purpose = 'enrollment' | 'sudo';
export type Reauthentication = typeof reauthentications.$inferSelect;

/** Remembers the password. @param given.consentVersion of the consent in the same step, for `enrollment`. */
export async function rememberPassword(
  db: Queryable,
  given: { sessionHash: string; purpose: Purpose; consentVersion?: string; now: Date },
): Promise<void> {
  const { sessionHash, purpose, consentVersion, now } = given;
  const values = {
    expiresAt: new Date(now.getTime() + REMEMBERED_MS),
    consentVersion: consentVersion ?? null,
    consentedAt: consentVersion ? now : null,
  };
  await db
    .insert(reauthentications)
    .values({ sessionHash, purpose, ...values })
    .onConflictDoUpdate({ target: [reauthentications.sessionHash, reauthentications.purpose], set: values });
}

/**
 * Remembers a right password and gives the session another id.
 * @returns the id for the cookie.
 * @throws {AppError} `not-signed-in` if the session has ended meanwhile.
 */
export async function confirmSession(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  given: { sessionHash: string; purpose: Purpose; consentVersion?: string },
): Promise<string> {
  return db.transaction(async (tx) => {
    // Renew first: another request of this browser may have ended the session, and then there is nothing to remember.
    const token = await renewSession(tx, given.sessionHash);
    if (!token) throw new AppError('not-signed-in');
    const now = clock();
    const sessionHash = hashToken(token);
    await rememberPassword(tx, { ...given, sessionHash, now });
    await noteProofs(tx, sessionHash, [{ kind: 'password', at: now, live: false, device: false }]);
    return token;
  });
}

/** The remembered password of a session, while it still counts. */
export async function reauthentication(
  db: Queryable,
  asked: { sessionHash: string; purpose: Purpose; now: Date },
): Promise<Reauthentication | undefined> {
  const [row] = await db
    .select()
    .from(reauthentications)
    .where(
      and(
        eq(reauthentications.sessionHash, asked.sessionHash),
        eq(reauthentications.purpose, asked.purpose),
        gt(reauthentications.expiresAt, asked.now),
      ),
    );
  return row;
}

/** Removes rows that no longer count. */
export async function sweepReauthentications(db: Queryable, now: Date): Promise<void> {
  await db.delete(reauthentications).where(lt(reauthentications.expiresAt, now));
}
