/** Sessions of browsers at applications, each below a session of FaceLogin, and the keys of programs. */
import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import type { Proof, ProofKind } from '../access/policy.ts';
import type { Queryable } from '../db/open.ts';
import {
  applicationKeys,
  applicationSessions,
  groupMembers,
  groups,
  passkeys,
  profiles,
  sessionProofs,
  sessions,
  users,
} from '../db/schema.ts';

const groupsOfUser = sql<{ id: string; name: string }[]>`(
  select coalesce(json_agg(json_build_object('id', ${groups.id}, 'name', ${groups.name}) order by ${groups.name}), '[]'::json)
  from ${groupMembers} join ${groups} on ${groups.id} = ${groupMembers.groupId}
  where ${groupMembers.userId} = ${users.id})`;

type ProofRow = { kind: ProofKind; at: number; live: boolean; device: boolean };
const proofsOfSession = sql<ProofRow[]>`(
  select coalesce(json_agg(json_build_object(
    'kind', ${sessionProofs.kind}, 'at', extract(epoch from ${sessionProofs.at}) * 1000,
    'live', ${sessionProofs.live}, 'device', ${sessionProofs.device})), '[]'::json)
  from ${sessionProofs} where ${sessionProofs.sessionHash} = ${sessions.idHash})`;

const hasPasskey = sql<boolean>`exists (select 1 from ${passkeys} where ${passkeys.userId} = ${users.id})`;

/**
 * Finds the session of an application's cookie, with everything that a decision needs, in one statement.
 * @param tokenHash SHA-256 of the cookie.
 */
export async function findVisit(db: Queryable, tokenHash: string) {
  const [row] = await db
    .select({
      applicationId: applicationSessions.applicationId,
      origin: applicationSessions.origin,
      expiresAt: sessions.expiresAt,
      method: sessions.method,
      secondFactorAt: sessions.secondFactorAt,
      userId: users.id,
      username: users.username,
      displayName: users.displayName,
      role: users.role,
      disabledAt: users.disabledAt,
      email: profiles.email,
      ...{ groups: groupsOfUser, proofs: proofsOfSession, hasPasskey },
    })
    .from(applicationSessions)
    .innerJoin(sessions, eq(sessions.idHash, applicationSessions.sessionHash))
    .innerJoin(users, eq(users.id, sessions.userId))
    .leftJoin(profiles, eq(profiles.userId, users.id))
    .where(eq(applicationSessions.tokenHash, tokenHash));
  if (!row) return undefined;
  const proofs = row.proofs.map((proof): Proof => ({ ...proof, at: new Date(proof.at) }));
  return { ...row, proofs };
}
export type Visit = NonNullable<Awaited<ReturnType<typeof findVisit>>>;

/** Writes a session of a browser at an application. */
export async function addVisit(tx: Queryable, visit: typeof applicationSessions.$inferInsert): Promise<void> {
  await tx.insert(applicationSessions).values(visit);
}

/** Ends the session of an application's cookie, and no other. */
export async function endVisit(tx: Queryable, tokenHash: string): Promise<void> {
  await tx.delete(applicationSessions).where(eq(applicationSessions.tokenHash, tokenHash));
}

/**
 * Ends the session of FaceLogin above an application's, and with it all others below.
 * @returns whose it was; undefined if it has ended already.
 */
export async function endSessionAbove(
  tx: Queryable,
  { tokenHash, origin }: { tokenHash: string; origin: string },
): Promise<string | undefined> {
  const above = tx
    .select({ idHash: applicationSessions.sessionHash })
    .from(applicationSessions)
    .where(and(eq(applicationSessions.tokenHash, tokenHash), eq(applicationSessions.origin, origin)));
  const [ended] = await tx
    .delete(sessions)
    .where(sql`${sessions.idHash} in ${above}`)
    .returning({ userId: sessions.userId });
  return ended?.userId;
}

/** Finds a key of an application by its hash. */
export async function findKey(db: Queryable, keyHash: string) {
  const [row] = await db.select().from(applicationKeys).where(eq(applicationKeys.keyHash, keyHash));
  return row;
}

/** Notes that a key was used, once an hour. */
export async function noteUse(db: Queryable, keyHash: string, now: Date): Promise<void> {
  const before = new Date(now.getTime() - 3_600_000);
  await db
    .update(applicationKeys)
    .set({ lastUsedAt: now })
    .where(
      and(
        eq(applicationKeys.keyHash, keyHash),
        or(isNull(applicationKeys.lastUsedAt), lt(applicationKeys.lastUsedAt, before)),
      ),
    );
}
