/** Applications, with their origins and with who may use them. */
import { and, eq, inArray, ne, type SQL, sql } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { applicationGroups, applicationOrigins, applicationPeople, applications } from '../db/schema.ts';
import type { Application } from './application.ts';

/** Any number that no other advisory lock of this database has: the ASCII bytes "FaceApps" as a bigint. */
const LOCK_KEY = '5071443941936623731';

/**
 * One change of applications and groups at a time, until the transaction ends. So what was checked for a name or an
 * origin still holds when it is written.
 */
export async function lockApplications(tx: Queryable): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${LOCK_KEY}::bigint)`);
}

/** What a row of `applications` holds by itself. */
type Row = typeof applications.$inferSelect;
export type NewApplication = Omit<Application, 'id' | 'hasSecret' | 'createdAt' | 'updatedAt'>;

/** The values of one column of the rows that belong to an application, in their order. */
function listed(table: 'origins' | 'groups' | 'people') {
  const from = {
    origins: sql`select ${applicationOrigins.origin} as v from ${applicationOrigins} where ${applicationOrigins.applicationId} = ${applications.id}`,
    groups: sql`select ${applicationGroups.groupId} as v from ${applicationGroups} where ${applicationGroups.applicationId} = ${applications.id}`,
    people: sql`select ${applicationPeople.userId} as v from ${applicationPeople} where ${applicationPeople.applicationId} = ${applications.id}`,
  }[table];
  return sql<string[]>`(select coalesce(json_agg(v order by v), '[]'::json) from (${from}) as listed)`;
}

function toApplication({ secretHash, ...row }: Row & Pick<Application, 'origins' | 'groups' | 'people'>): Application {
  return { ...row, hasSecret: secretHash !== null };
}

async function select(db: Queryable, where?: SQL): Promise<Application[]> {
  const rows = await db
    .select({ row: applications, origins: listed('origins'), groups: listed('groups'), people: listed('people') })
    .from(applications)
    .where(where)
    .orderBy(applications.name, applications.slug);
  return rows.map(({ row, ...lists }) => toApplication({ ...row, ...lists }));
}

/** Every application, by name. */
export function listApplications(db: Queryable): Promise<Application[]> {
  return select(db);
}

export async function findApplication(db: Queryable, id: string): Promise<Application | undefined> {
  return (await select(db, eq(applications.id, id)))[0];
}

export async function findBySlug(db: Queryable, slug: string): Promise<Application | undefined> {
  return (await select(db, eq(applications.slug, slug)))[0];
}

/** The id of the application with a slug. */
export async function idOfSlug(db: Queryable, slug: string): Promise<string | undefined> {
  const [row] = await db.select({ id: applications.id }).from(applications).where(eq(applications.slug, slug));
  return row?.id;
}

/** Origins of a list that another application has already. @param id the application that may have them. */
export async function takenOrigins(db: Queryable, origins: readonly string[], id?: string): Promise<string[]> {
  if (origins.length === 0) return [];
  const rows = await db
    .select()
    .from(applicationOrigins)
    .where(inArray(applicationOrigins.origin, [...origins]));
  return rows.filter(({ applicationId }) => applicationId !== id).map(({ origin }) => origin);
}

async function writeLists(tx: Queryable, applicationId: string, application: NewApplication): Promise<void> {
  for (const table of [applicationOrigins, applicationGroups, applicationPeople]) {
    await tx.delete(table).where(eq(table.applicationId, applicationId));
  }
  const origins = [...new Set(application.origins)].map((origin) => ({ applicationId, origin }));
  const groups = application.groups.map((groupId) => ({ applicationId, groupId }));
  const people = application.people.map((userId) => ({ applicationId, userId }));
  if (origins.length > 0) await tx.insert(applicationOrigins).values(origins);
  if (groups.length > 0) await tx.insert(applicationGroups).values(groups);
  if (people.length > 0) await tx.insert(applicationPeople).values(people);
}

/** Adds an application. Call it in a transaction. @returns its id. */
export async function addApplication(tx: Queryable, application: NewApplication, now: Date): Promise<string> {
  const { origins: _origins, groups: _groups, people: _people, ...row } = application;
  const values = { ...row, createdAt: now, updatedAt: now };
  const [added] = await tx.insert(applications).values(values).returning({ id: applications.id });
  const { id } = added!;
  await writeLists(tx, id, application);
  return id;
}

/** Replaces the settings of an application. Call it in a transaction. @returns false if it is gone. */
export async function saveApplication(
  tx: Queryable,
  id: string,
  application: NewApplication,
  now: Date,
): Promise<boolean> {
  const { origins: _origins, groups: _groups, people: _people, ...row } = application;
  const values = { ...row, updatedAt: now };
  const saved = await tx.update(applications).set(values).where(eq(applications.id, id)).returning();
  if (saved.length > 0) await writeLists(tx, id, application);
  return saved.length > 0;
}

/** Switches an application on or off. Off: nobody gets in. @returns false if it is so already, or gone. */
export async function switchApplication(tx: Queryable, id: string, enabled: boolean, now: Date): Promise<boolean> {
  const switched = await tx
    .update(applications)
    .set({ enabled, updatedAt: now })
    .where(and(eq(applications.id, id), ne(applications.enabled, enabled)))
    .returning({ id: applications.id });
  return switched.length > 0;
}

/** Stores the hash of a new client secret; null removes it. */
export async function setSecret(tx: Queryable, id: string, secretHash: string | null, now: Date): Promise<void> {
  await tx.update(applications).set({ secretHash, updatedAt: now }).where(eq(applications.id, id));
}

/** The hash of the client secret; null where there is none. */
export async function secretOf(db: Queryable, id: string): Promise<string | null> {
  const [row] = await db.select({ hash: applications.secretHash }).from(applications).where(eq(applications.id, id));
  return row?.hash ?? null;
}

/** Removes an application with everything below it: sessions, tickets, keys. */
export async function removeApplication(tx: Queryable, id: string): Promise<void> {
  await tx.delete(applications).where(eq(applications.id, id));
}
