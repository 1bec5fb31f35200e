/**
 * Ties a grant to the session in which it was given: a row among the sessions that applications have below the
 * browser's own. It goes with that session, and follows it when its id is renewed.
 */
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { hashToken } from '../../crypto/tokens.ts';
import type { Queryable } from '../../db/open.ts';
import { applicationSessions, oidcRecords, sessions, users } from '../../db/schema.ts';

/** No origin that a cookie could be good for: the gateway finds none of these rows. */
const ORIGIN = 'oidc';
/** Model of the records that tell whom to notify when a session ends. */
const NOTICE = 'LogoutNotice';

function linkHash(grantId: string): string {
  return hashToken(`oidc grant ${grantId}`);
}

/** @throws a violated foreign key if the session has ended meanwhile. */
export async function linkGrant(
  tx: Queryable,
  link: { grantId: string; applicationId: string; sessionHash: string; now: Date },
): Promise<void> {
  const { grantId, applicationId, sessionHash, now } = link;
  await tx
    .insert(applicationSessions)
    .values({ tokenHash: linkHash(grantId), applicationId, sessionHash, origin: ORIGIN, createdAt: now })
    .onConflictDoNothing();
}

export async function unlinkGrant(db: Queryable, grantId: string): Promise<void> {
  await db.delete(applicationSessions).where(eq(applicationSessions.tokenHash, linkHash(grantId)));
}

/** Ends what one application got in one session. */
export async function unlinkApplication(db: Queryable, applicationId: string, sessionHash: string): Promise<void> {
  const { applicationId: application, sessionHash: session, origin } = applicationSessions;
  await db
    .delete(applicationSessions)
    .where(and(eq(application, applicationId), eq(session, sessionHash), eq(origin, ORIGIN)));
}

/** The rows of a link whose session and person still count. */
function openSession(tokenHash: ReturnType<typeof sql>, now: Date) {
  return sql`exists (
    select 1 from ${applicationSessions}
    join ${sessions} on ${sessions.idHash} = ${applicationSessions.sessionHash}
    join ${users} on ${users.id} = ${sessions.userId}
    where ${applicationSessions.tokenHash} = ${tokenHash}
      and ${gt(sessions.expiresAt, now)} and ${isNull(users.disabledAt)})`;
}

/** What decides whether a grant still counts. Undefined if the person is gone or disabled. */
export async function standingOf(
  db: Queryable,
  grant: { grantId: string; accountId: string },
  now: Date,
): Promise<{ passwordMark: string; inSession: boolean } | undefined> {
  const [row] = await db
    .select({
      passwordHash: users.passwordHash,
      inSession: sql<boolean>`${openSession(sql`${linkHash(grant.grantId)}`, now)}`,
    })
    .from(users)
    .where(and(eq(users.id, grant.accountId), isNull(users.disabledAt)));
  return row && { passwordMark: hashToken(row.passwordHash), inSession: row.inSession };
}

/** Whom to tell of the end of a session: `sid` is the session's name for that client. */
export type Notice = { sub: string; sid: string; clientId: string };

/** Notes whom to tell when the session of a grant ends. It outlives the account, whose deletion is an end, too. */
export async function noteLogout(db: Queryable, grantId: string, notice: Notice, expiresAt: Date): Promise<void> {
  const values = { payload: { ...notice, link: linkHash(grantId) }, expiresAt };
  await db
    .insert(oidcRecords)
    .values({ model: NOTICE, id: hashToken(notice.sid), ...values })
    .onConflictDoUpdate({ target: [oidcRecords.model, oidcRecords.id], set: values });
}

/** Takes the notices of sessions that have ended. Each goes to one server. */
export async function takeNotices(db: Queryable, now: Date): Promise<Notice[]> {
  const link = sql`${oidcRecords.payload} ->> 'link'`;
  const taken = await db
    .delete(oidcRecords)
    .where(and(eq(oidcRecords.model, NOTICE), sql`not ${openSession(link, now)}`))
    .returning({ payload: oidcRecords.payload });
  return taken.map(({ payload }) => payload as Notice);
}
