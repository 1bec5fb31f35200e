/**
 * Rows of the command line, which come through the server's socket. The command line reads the photos: it has the rights
 * of the person at the keyboard, and the server may be a user who must not read their files.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { isDatabaseAway } from '../db/errors.ts';
import { AppError } from '../errors.ts';
import { VisionError } from '../vision/protocol.ts';
import type { FileRow } from './file/read.ts';
import type { RowResult } from './report.ts';
import type { ImportDeps } from './row/import.ts';
import { importFileRow } from './run.ts';
import type { Why } from './why.ts';

/** A photo as JSON. */
export type WirePhoto = { name: string } & ({ base64: string } | { problem: Why });
/** `subjectPhotos`: see `run.ts`. */
export type ConsoleRow = { row: FileRow; photos: WirePhoto[]; dryRun: boolean; subjectPhotos?: string[] };

/** Tries of one row, and milliseconds between them: a minute, in which sign-ins have the workers. */
const [TRIES, PAUSE_MS] = [60, 1_000];

/** Whether the same row may succeed in a moment. */
function isForNow(error: unknown): boolean {
  if (error instanceof VisionError) return error.code !== 'bad-image';
  return (error instanceof AppError && error.code === 'busy') || isDatabaseAway(error);
}

/** Imports one row for the command line. It waits while the server has too much to do. */
export async function importConsoleRow(deps: ImportDeps, input: ConsoleRow): Promise<RowResult> {
  const photos = input.photos.map((photo) =>
    'base64' in photo ? { name: photo.name, bytes: new Uint8Array(Buffer.from(photo.base64, 'base64')) } : photo,
  );
  for (let tries = 1; ; tries++) {
    try {
      return await importFileRow(deps, {}, { ...input, photos });
    } catch (error) {
      if (tries === TRIES || !isForNow(error)) throw error;
      await delay(PAUSE_MS);
    }
  }
}
