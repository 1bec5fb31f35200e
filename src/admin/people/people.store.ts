/** People as the administrator sees them. */
import { and, asc, count, desc, eq, gt, isNotNull, type SQL, sql } from 'drizzle-orm';
import { usernameKey } from '../../accounts/usernames.ts';
import type { Queryable } from '../../db/open.ts';
import { enrollments, faceTemplates, passkeys, sessions, users } from '../../db/schema.ts';
import { PAGE_ROWS } from '../query.ts';

export const STATES = ['enrolled', 'face-off', 'disabled', 'admin'] as const;
export type PersonState = (typeof STATES)[number];

export type PeopleFilter = {
  /** Beginning of a user name, in any spelling; empty for all. */
  name: string;
  state?: PersonState | undefined;
  /** The user name's key after which the page begins. */
  after: string;
};

/** Byte order is the same on every server, and an index in this order finds beginnings, too. */
export const nameKey = sql`${users.usernameKey} collate "C"`;

const WITH_STATE: Record<PersonState, SQL> = {
  enrolled: isNotNull(enrollments.userId),
  'face-off': isNotNull(users.faceOffAt),
  disabled: isNotNull(users.disabledAt),
  admin: eq(users.role, 'admin'),
};

/** Escapes `%` and `_` of a name, so that they match themselves. */
export function beginsWith(name: string): SQL {
  return sql`${nameKey} like ${`${usernameKey(name).replace(/[\\%_]/g, '\\$&')}%`}`;
}

/** A page of people by name. `next`: the value of `after` for the following page. */
export async function listPeople(db: Queryable, { name, state, after }: PeopleFilter) {
  const rows = await db
    .select({
      id: users.id,
      username: users.username,
      usernameKey: users.usernameKey,
      displayName: users.displayName,
      role: users.role,
      subject: users.subject,
      disabledAt: users.disabledAt,
      faceOffAt: users.faceOffAt,
      enrolledAt: enrollments.enrolledAt,
      lastSignInAt: users.lastSignInAt,
    })
    .from(users)
    .leftJoin(enrollments, eq(enrollments.userId, users.id))
    .where(
      and(
        name ? beginsWith(name) : undefined,
        state && WITH_STATE[state],
        after ? sql`${nameKey} > ${after}` : undefined,
      ),
    )
    .orderBy(asc(nameKey))
    .limit(PAGE_ROWS + 1);
  const shown = rows.slice(0, PAGE_ROWS);
  return { rows: shown, ...(rows.length > PAGE_ROWS && { next: shown.at(-1)!.usernameKey }) };
}

/** Everything about one person but the profile, which is private; undefined where the person does not exist. */
export async function findPerson(db: Queryable, id: string, now: Date) {
  const [person] = await db
    .select({ user: users, enrollment: enrollments })
    .from(users)
    .leftJoin(enrollments, eq(enrollments.userId, users.id))
    .where(eq(users.id, id));
  if (!person) return undefined;
  const templates = await db
    .select({ recognizer: faceTemplates.recognizer, count: count() })
    .from(faceTemplates)
    .where(eq(faceTemplates.userId, id))
    .groupBy(faceTemplates.recognizer)
    .orderBy(faceTemplates.recognizer);
  const open = await db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, id), gt(sessions.expiresAt, now)))
    .orderBy(desc(sessions.lastUsedAt));
  const [keys] = await db.select({ count: count() }).from(passkeys).where(eq(passkeys.userId, id));
  return { ...person, templates, sessions: open, passkeys: keys?.count ?? 0 };
}

/** The id of the account with this name; null where nobody has it. */
export async function findIdByName(db: Queryable, username: string): Promise<string | null> {
  const [row] = await db
    .select({ id: users.id })
    .from(users)
    .where(eq(users.usernameKey, usernameKey(username)));
  return row?.id ?? null;
}
