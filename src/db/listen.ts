/** Hears from the database whose stored faces changed: on this server, on another one, or by hand. */
import type { PGlite } from '@electric-sql/pglite';
import { type SQL, sql } from 'drizzle-orm';
import type { Logger } from '../log.ts';
import { DatabaseError } from './errors.ts';
import { createClient, describeFailure } from './postgres.ts';

/** Channel of the triggers on `face_templates` and `users`, which notify with the user's id in the change's own transaction. */
const FACES = 'facelogin_faces';
/** Channel on which a server tells that another template key seals from now on. */
const KEYS = 'facelogin_keys';

export type FaceChanges = {
  /** Somebody's templates were stored or deleted, or the account disabled or enabled; called after the commit. */
  changed(userId: string): void;
  /** The line is up, for the first time or again: what was told while it was down is lost. */
  listening(): void;
  /** Another template key seals, and may lie where this server's keys are. */
  keysChanged(): void;
};

/** Tells every server of this database, this one as well, to look for new template keys. */
export async function notifyKeys(db: { execute(query: SQL): unknown }): Promise<void> {
  await db.execute(sql`select pg_notify(${KEYS}, '')`);
}

/**
 * Listens on a connection of its own, which is opened again whenever it is lost.
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

/** The same with the embedded database, whose line is never down. */
export async function listenEmbedded(client: PGlite, changes: FaceChanges): Promise<() => Promise<void>> {
  const stops = [await client.listen(KEYS, changes.keysChanged), await client.listen(FACES, changes.changed)];
  return async () => {
    for (const stop of stops) await stop();
  };
}
