/** Opens the embedded database and notices its end. */
import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { Logger } from '../log.ts';
import { ownersAdvice } from '../owner/advice.ts';
import { createEmbedded, isBlank } from './create.ts';
import { DatabaseError } from './errors.ts';
import { keepStatements } from './statements.ts';

/** The methods by which PGlite sends every statement. */
const SENDERS = ['execProtocol', 'execProtocolRaw', 'execProtocolStream', 'execProtocolRawStream'] as const;
/** Free bytes that PostgreSQL needs to start: it writes a segment of its log (16 MB) and a checkpoint. */
const ROOM = 32 * 1_048_576;

/** Whether PostgreSQL itself is gone: a PANIC (a full disk, a damaged page) or a trap of WebAssembly. */
function isEnd(error: unknown): boolean {
  const { severity, name } = error as { severity?: string; name?: string };
  return severity === 'PANIC' || severity === 'FATAL' || name === 'RuntimeError' || name === 'ExitStatus';
}

/**
 * Calls `onEnd` once when PostgreSQL has ended. A later statement would wait for ever, so it fails at once like one on
 * a lost connection (`isDatabaseAway`).
 */
function watch(client: PGlite, onEnd: (reason: string) => void): void {
  let ended = false;
  const gone = () => Object.assign(new Error('The embedded database has ended'), { code: 'CONNECTION_ENDED' });
  for (const name of SENDERS) {
    const send = client[name].bind(client) as (...given: unknown[]) => Promise<unknown>;
    const watched = async (...given: unknown[]) => {
      if (ended) throw gone();
      try {
        return await send(...given);
      } catch (error) {
        if (isEnd(error) && !ended) {
          ended = true;
          onEnd(`The embedded database has ended: ${(error as Error).message}.`);
        }
        throw error;
      }
    };
    Object.assign(client, { [name]: watched });
  }
}

/** A sentence for the operator where the disk of the folder is full; else an empty text. */
function roomIn(folder: string): string {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < ROOM
      ? ' The disk is full: make room and start again; nothing that was stored is lost.'
      : '';
  } catch {
    return '';
  }
}

/**
 * Opens the database of a folder, and makes it first where there is none.
 * @param onEnd is called when the database has ended for good: end the process and start it again.
 * @throws {DatabaseError} in one line.
 */
export async function openEmbedded(folder: string, log: Logger, onEnd: (reason: string) => void): Promise<PGlite> {
  try {
    if (isBlank(folder)) await createEmbedded(folder, log);
    const client = new PGlite(folder);
    await client.waitReady;
    keepStatements(client);
    watch(client, onEnd);
    return client;
  } catch (cause) {
    // What PGlite says of a file that it may not read is about its own build.
    const why = ownersAdvice(dirname(folder)) || ` ${(cause as Error).message}.${roomIn(dirname(folder))}`;
    throw new DatabaseError(`Cannot open the embedded database in ${folder}:${why}`, { cause });
  }
}
