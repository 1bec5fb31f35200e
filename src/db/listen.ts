/** Listens to the database for changes of stored faces, keys and settings: by this server, by another one, or by hand. */
import { randomUUID } from 'node:crypto';
import type { PGlite } from '@electric-sql/pglite';
import { type SQL, sql } from 'drizzle-orm';
import type postgres from 'postgres';
import type { Logger } from '../log.ts';
import { DatabaseError } from './errors.ts';
import { placeOf, readAddress } from './postgres/address.ts';
import { createClient, describeFailure } from './postgres/postgres.ts';

/** Channel of the triggers on `face_templates` and `users`, which send the user's id in the change's transaction. */
const FACES = 'facelogin_faces';
/** Channel on which a server tells the others that a new template key seals from now on. */
const KEYS = 'facelogin_keys';
/** Channel on which a server tells the others that a setting was changed. */
const SETTINGS = 'facelogin_settings';
/** Channel on which a server hears itself at its start. */
const HELLO = 'facelogin_hello';
/** How long it waits for that. A notification comes within milliseconds after the commit. */
const HEAR_MS = 5_000;

export type FaceChanges = {
  /** After the commit: somebody's templates were stored or deleted, or the account was disabled or enabled. */
  changed(userId: string): void;
  /** The connection is up, for the first time or again. Notifications from before are lost. */
  listening(): void;
  /** A new template key seals, and may lie in this server's folder of keys. */
  keysChanged(): void;
};

/** What a server hears of its database. */
export type Changes = FaceChanges & {
  /** After the commit: a setting was changed. */
  settingsChanged?(): void;
};

/** Tells every server of this database, this one included, that a setting was changed: after the commit. */
export async function notifySettings(tx: { execute(query: SQL): unknown }): Promise<void> {
  await tx.execute(sql`select pg_notify(${SETTINGS}, '')`);
}

/** Tells every server of this database, this one included, to look for new template keys. */
export async function notifyKeys(db: { execute(query: SQL): unknown }): Promise<void> {
  await db.execute(sql`select pg_notify(${KEYS}, '')`);
}

/** Sends a notification on one connection and waits for it on another. */
async function hearOneself(pool: postgres.Sql, client: postgres.Sql): Promise<true> {
  const token = randomUUID();
  let hear = (): void => {};
  const heard = new Promise<true>((resolve) => {
    hear = () => resolve(true);
  });
  await client.listen(HELLO, (said) => {
    if (said === token) hear();
  });
  await pool`select pg_notify(${HELLO}, ${token})`;
  return heard;
}

/** Whether a notification arrives in time. */
function isHeard(pool: postgres.Sql, client: postgres.Sql): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, HEAR_MS, false);
  });
  return Promise.race([hearOneself(pool, client), late]).finally(() => clearTimeout(timer));
}

/**
 * Refuses a database that delivers no notifications. Without them a server finds nobody who enrolled on another one, and
 * keeps in its gallery who was removed there.
 * @throws {DatabaseError} in one line, within about five seconds.
 */
export async function requireNotifications(pool: postgres.Sql, url: string): Promise<void> {
  const client = createClient(url, { max: 1 });
  let heard: boolean;
  try {
    heard = await isHeard(pool, client);
  } catch (cause) {
    throw new DatabaseError(`Cannot listen to PostgreSQL: ${describeFailure(cause)}`, { cause });
  } finally {
    await client.end({ timeout: 0 });
  }
  if (heard) return;
  throw new DatabaseError(
    `PostgreSQL at ${placeOf(readAddress(url))} delivers no notifications (LISTEN, NOTIFY), and servers hear of each other by them. A pooler in transaction mode, as PgBouncer, does that. Set DATABASE_URL to PostgreSQL itself, or to a pool in session mode.`,
  );
}

/**
 * Listens on a connection of its own, and opens it again after every loss.
 * @returns how to stop.
 * @throws {DatabaseError} where the first try fails.
 */
export async function listenForChanges(url: string, changes: Changes, log: Logger): Promise<() => Promise<void>> {
  const client = createClient(url, { max: 1 });
  let times = 0;
  try {
    await client.listen(KEYS, changes.keysChanged);
    await client.listen(SETTINGS, () => changes.settingsChanged?.());
    await client.listen(FACES, changes.changed, () => {
      if (times++ > 0) log.info('Listening to PostgreSQL again');
      changes.listening();
    });
  } catch (cause) {
    await client.end({ timeout: 0 });
    throw new DatabaseError(`Cannot listen to PostgreSQL: ${describeFailure(cause)}`, { cause });
  }
  return () => client.end({ timeout: 1 });
}

/** The same with the embedded database, whose connection never fails. */
export async function listenEmbedded(client: PGlite, changes: Changes): Promise<() => Promise<void>> {
  const stops = [
    await client.listen(KEYS, changes.keysChanged),
    await client.listen(SETTINGS, () => changes.settingsChanged?.()),
    await client.listen(FACES, changes.changed),
  ];
  return async () => {
    // A database that has ended listens no more.
    for (const stop of stops) await stop().catch(() => {});
  };
}
