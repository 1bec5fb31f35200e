/** Sessions of browsers at applications, each below a session of FaceLogin, and the keys of programs. */
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Proof, ProofKind } from '../../access/policy.ts';
import type { Queryable } from '../../db/open.ts';
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
} from '../../db/schema.ts';

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

/** A session at an application, with everything that a decision needs. */
export type Visit = {
  applicationId: string;
  origin: string;
  expiresAt: Date;
  method: 'password' | 'face' | 'passkey';
  secondFactorAt: Date | null;
  userId: string;
  username: string;
  displayName: string;
  role: 'user' | 'admin';
  disabledAt: Date | null;
  email: string | null;
  groups: { id: string; name: string }[];
  proofs: Proof[];
  hasPasskey: boolean;
};

/**
 * Finds the sessions of applications' cookies in one statement.
 * @param tokenHashes SHA-256 of the cookies.
 */
export async function findVisits(db: Queryable, tokenHashes: string[]): Promise<Map<string, Visit>> {
  const { method, secondFactorAt, expiresAt } = sessions;
  const { username, displayName, role, disabledAt } = users;
  const rows = await db
    .select({
      tokenHash: applicationSessions.tokenHash,
      applicationId: applicationSessions.applicationId,
      origin: applicationSessions.origin,
      ...{ method, secondFactorAt, expiresAt, userId: users.id, username, displayName, role, disabledAt },
      ...{ email: profiles.email, groups: groupsOfUser, proofs: proofsOfSession, hasPasskey },
    })
    .from(applicationSessions)
    .innerJoin(sessions, eq(sessions.idHash, applicationSessions.sessionHash))
    .innerJoin(users, eq(users.id, sessions.userId))
    .leftJoin(profiles, eq(profiles.userId, users.id))
    .where(inArray(applicationSessions.tokenHash, tokenHashes));
  const dated = (proof: ProofRow): Proof => ({ ...proof, at: new Date(proof.at) });
  return new Map(rows.map(({ tokenHash, ...row }) => [tokenHash, { ...row, proofs: row.proofs.map(dated) }]));
}

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

export type Key = typeof applicationKeys.$inferSelect;

/** Finds keys of applications by their hashes. */
export async function findKeys(db: Queryable, keyHashes: string[]): Promise<Map<string, Key>> {
  const rows = await db.select().from(applicationKeys).where(inArray(applicationKeys.keyHash, keyHashes));
  return new Map(rows.map((row) => [row.keyHash, row]));
}

/** Notes that keys were used, once an hour. */
export async function noteUse(db: Queryable, keys: Iterable<Key>, now: Date): Promise<void> {
  const before = new Date(now.getTime() - 3_600_000);
  const due = [...keys].filter(({ lastUsedAt }) => !lastUsedAt || lastUsedAt < before).map(({ id }) => id);
  if (due.length === 0) return;
  await db.update(applicationKeys).set({ lastUsedAt: now }).where(inArray(applicationKeys.id, due));
}
