/** Sessions: who is signed in, in which browser, since when. Only this file and `lucia.store.ts` use lucia. */
import { and, desc, eq, gt, lt, ne } from 'drizzle-orm';
import { Lucia, TimeSpan } from 'lucia';
import type { Proof } from '../access/policy.ts';
import { hashToken, newToken } from '../crypto/tokens.ts';
import type { Queryable } from '../db/open.ts';
import { sessions } from '../db/schema.ts';
import type { Session } from '../principal.ts';
import { USER_AGENT_LENGTH } from './devices.store.ts';
import { ABSOLUTE_DAYS, sessionAdapter } from './lucia.store.ts';
import { noteProofs } from './proofs.store.ts';

/** Days without a visit after which a session ends. A visit in the second half of them starts them anew. */
export const IDLE_DAYS = 30;
/** Seconds that the cookie lasts: the longest life of a session. The row decides. */
export const SESSION_SECONDS = ABSOLUTE_DAYS * 24 * 60 * 60;
/** Milliseconds between two notes of a visit. */
const TOUCH_MS = 60_000;

function lucia(db: Queryable, now: Date) {
  return new Lucia(sessionAdapter(db, now), {
    sessionExpiresIn: new TimeSpan(IDLE_DAYS, 'd'),
    getSessionAttributes: (attributes) => attributes,
    getUserAttributes: (attributes) => attributes,
  });
}

export type NewSession = {
  userId: string;
  method: 'password' | 'face' | 'passkey';
  userAgent: string;
  address: string;
  now: Date;
  /** When the person also showed a passkey or a recovery code. */
  secondFactorAt?: Date | null;
  /** What the person showed for it. */
  proofs: readonly Proof[];
};

/**
 * Writes a new session, always with a new id, on the database or in a transaction.
 * @returns the session id for the cookie; only its hash is stored.
 */
export async function createSession(db: Queryable, session: NewSession): Promise<string> {
  const { userId, now, method, address, secondFactorAt = null } = session;
  const userAgent = session.userAgent.slice(0, USER_AGENT_LENGTH);
  const attributes = { method, address, userAgent, secondFactorAt, createdAt: now, lastUsedAt: now };
  const { id } = await lucia(db, now).createSession(userId, attributes, { sessionId: newToken() });
  await noteProofs(db, hashToken(id), session.proofs);
  return id;
}

/**
 * Finds the session of a cookie. Null if it is unknown, expired, or of a disabled account. Notes a visit once a minute.
 */
export async function validateSession(db: Queryable, sessionId: string, now: Date): Promise<Session | null> {
  const { session, user } = await lucia(db, now).validateSession(sessionId);
  if (!session || user.disabledAt) return null;
  const idHash = hashToken(sessionId);
  if (now.getTime() - session.lastUsedAt.getTime() > TOUCH_MS) {
    await db.update(sessions).set({ lastUsedAt: now }).where(eq(sessions.idHash, idHash));
  }
  const { username, displayName, avatarVersion, role } = user;
  const { userId, method, secondFactorAt, createdAt, expiresAt } = session;
  const person = { userId, username, displayName, avatarVersion, role };
  return { idHash, ...person, method, secondFactorAt, createdAt, expiresAt };
}

/**
 * Gives a session another id, as every authentication should (ASVS 7.2.4). What belongs to the session follows; the
 * former id is worthless.
 * @returns the id for the cookie; undefined if the session has ended meanwhile.
 */
export async function renewSession(tx: Queryable, idHash: string): Promise<string | undefined> {
  const token = newToken();
  const renewed = await tx
    .update(sessions)
    .set({ idHash: hashToken(token) })
    .where(eq(sessions.idHash, idHash))
    .returning({ idHash: sessions.idHash });
  return renewed.length > 0 ? token : undefined;
}

/** Ends the session of a cookie. An unknown one has ended already. */
export async function endSession(db: Queryable, sessionId: string): Promise<void> {
  await db.delete(sessions).where(eq(sessions.idHash, hashToken(sessionId)));
}

/** Ends all sessions of a person, or the one with this id hash. @returns how many there were. */
export async function endSessions(db: Queryable, userId: string, idHash?: string): Promise<number> {
  const mine = eq(sessions.userId, userId);
  const ended = await db
    .delete(sessions)
    .where(idHash === undefined ? mine : and(mine, eq(sessions.idHash, idHash)))
    .returning({ idHash: sessions.idHash });
  return ended.length;
}

/** Ends every session of a person except the one with the hash `keepHash`. */
export async function endOtherSessions(db: Queryable, userId: string, keepHash: string): Promise<void> {
  await db.delete(sessions).where(and(eq(sessions.userId, userId), ne(sessions.idHash, keepHash)));
}

/** Lists a person's sessions that have not expired, the last used first. */
export function listSessions(db: Queryable, userId: string, now: Date) {
  const open = and(eq(sessions.userId, userId), gt(sessions.expiresAt, now));
  return db.select().from(sessions).where(open).orderBy(desc(sessions.lastUsedAt));
}

/** Removes expired sessions. */
export async function sweepSessions(db: Queryable, now: Date): Promise<void> {
  await db.delete(sessions).where(lt(sessions.expiresAt, now));
}
