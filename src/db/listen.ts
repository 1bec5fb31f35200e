/** Listens to the database for changes of stored faces: by this server, by another one, or by hand. */
import type { PGlite } from '@electric-sql/pglite';
import { type SQL, sql } from 'drizzle-orm';
import type { Logger } from '../log.ts';
import { DatabaseError } from './errors.ts';
import { createClient, describeFailure } from './postgres.ts';

/** Channel of the triggers on `face_templates` and `users`, which send the user's id in the change's transaction. */
const FACES = 'facelogin_faces';
/** Channel on which a server tells the others that a new template key seals from now on. */
const KEYS = 'facelogin_keys';

export type FaceChanges = {
  /** After the commit: somebody's templates were stored or deleted, or the account was disabled or enabled. */
  changed(userId: string): void;
  /** The connection is up, for the first time or again. Notifications from before are lost. */
  listening(): void;
  /** A new template key seals, and may lie in this server's folder of keys. */
  keysChanged(): void;
};

/** Tells every server of this database, this one included, to look for new template keys. */
export async function notifyKeys(db: { execute(query: SQL): unknown }): Promise<void> {
  await db.execute(sql`select pg_notify(${KEYS}, '')`);
}

/**
 * Listens on a connection of its own, and opens it again after every loss.
 * @returns how to stop.
 * @throws {DatabaseError} where the first try fails.
 */
export async function listenForFaces(url: string, changes: FaceChanges, log: Logger): Promise<() => Promise<void>> {
  const client = createClient(url, { max: 1 });
  let times = 0;
  try {
    await client.listen(KEYS, changes.keysChanged);
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
export async function listenEmbedded(client: PGlite, changes: FaceChanges): Promise<() => Promise<void>> {
  const stops = [await client.listen(KEYS, changes.keysChanged), await client.listen(FACES, changes.changed)];
  return async () => {
    // A database that has ended listens no more.
    for (const stop of stops) await stop().catch(() => {});
  };
}
