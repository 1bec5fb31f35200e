/**
 * lucia's adapter to our tables. They store only hashes of session ids, so a copy of the database signs nobody in.
 * lucia itself knows an id only from the cookie of the current request.
 *
 * lucia takes the time from the system and no other. So the adapter moves every instant from and to lucia by the
 * difference between the system's clock and the server's. Outside of tests the difference is zero.
 */
import { eq, lte, sql } from 'drizzle-orm';
import type { Adapter, DatabaseSession, DatabaseUser } from 'lucia';
import { hashToken } from '../crypto/tokens.ts';
import type { Queryable } from '../db/open.ts';
import { avatars, sessions, users } from '../db/schema.ts';

/** Days after which a session ends in any case. */
export const ABSOLUTE_DAYS = 90;

export type SessionAttributes = {
  method: 'password' | 'face' | 'passkey';
  secondFactorAt: Date | null;
  userAgent: string;
  address: string;
  createdAt: Date;
  lastUsedAt: Date;
};
export type UserAttributes = {
  username: string;
  displayName: string;
  avatarVersion: string | null;
  disabledAt: Date | null;
  role: 'user' | 'admin';
};

declare module 'lucia' {
  interface Register {
    Lucia: import('lucia').Lucia<SessionAttributes, UserAttributes>;
    DatabaseSessionAttributes: SessionAttributes;
    DatabaseUserAttributes: UserAttributes;
  }
}

type Row = { session: typeof sessions.$inferSelect; user: typeof users.$inferSelect; avatarVersion: string | null };

function toLucia(
  sessionId: string,
  { session, user, avatarVersion }: Row,
  expiresAt: Date,
): [DatabaseSession, DatabaseUser] {
  const { userId, method, secondFactorAt, userAgent, address, createdAt, lastUsedAt } = session;
  const { username, displayName, disabledAt, role } = user;
  return [
    {
      id: sessionId,
      userId,
      expiresAt,
      attributes: { method, secondFactorAt, userAgent, address, createdAt, lastUsedAt },
    },
    { id: user.id, attributes: { username, displayName, avatarVersion, disabledAt, role } },
  ];
}

/**
 * @param db the database, or the transaction in which a session is written.
 * @param now the time by the server's clock.
 */
export function sessionAdapter(db: Queryable, now: Date): Adapter {
  const ahead = Date.now() - now.getTime();
  return {
    async getSessionAndUser(sessionId) {
      const [row] = await db
        .select({ session: sessions, user: users, avatarVersion: avatars.version })
        .from(sessions)
        .innerJoin(users, eq(users.id, sessions.userId))
        .leftJoin(avatars, eq(avatars.userId, users.id))
        .where(eq(sessions.idHash, hashToken(sessionId)));
      if (!row) return [null, null];
      return toLucia(sessionId, row, new Date(row.session.expiresAt.getTime() + ahead));
    },
    // lucia would get hashes instead of ids and could do nothing with them. `sessions.store.ts` has its own queries.
    getUserSessions: async () => [],
    async setSession({ id, userId, expiresAt, attributes }) {
      const ends = new Date(expiresAt.getTime() - ahead);
      await db.insert(sessions).values({ idHash: hashToken(id), userId, expiresAt: ends, ...attributes });
    },
    async updateSessionExpiration(sessionId, expiresAt) {
      const ends = new Date(expiresAt.getTime() - ahead).toISOString();
      const limit = sql`${sessions.createdAt} + make_interval(days => ${ABSOLUTE_DAYS})`;
      await db
        .update(sessions)
        .set({ expiresAt: sql`least(${ends}::timestamptz, ${limit})` })
        .where(eq(sessions.idHash, hashToken(sessionId)));
    },
    async deleteSession(sessionId) {
      await db.delete(sessions).where(eq(sessions.idHash, hashToken(sessionId)));
    },
    async deleteUserSessions(userId) {
      await db.delete(sessions).where(eq(sessions.userId, userId));
    },
    async deleteExpiredSessions() {
      await db.delete(sessions).where(lte(sessions.expiresAt, now));
    },
  };
}
