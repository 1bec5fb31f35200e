/** Writes a compressed file that is whole, or is not there. */
import { randomUUID } from 'node:crypto';
import { closeSync, createWriteStream, existsSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Take } from '../server/socket.ts';

/** The name of the draft, which nobody else has made. A signal ends the process at once, so the draft goes first. */
function createDraft(file: string): { draft: string; remove(): void } {
  const draft = `${file}.${randomUUID()}.part`;
  const drop = () => rmSync(draft, { force: true });
  const onSignal = () => {
    drop();
    process.exit(1);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, onSignal);
  const remove = () => {
    for (const signal of signals) process.off(signal, onSignal);
    drop();
  };
  return { draft, remove };
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Compresses what `fill` gives into a file that is open, and closes it. */
async function compress<T>(fd: number, fill: (take: Take) => Promise<T>): Promise<T> {
  const gzip = createGzip();
  const written = pipeline(gzip, createWriteStream('', { fd }));
  const failed = written.then(() => new Promise<never>(() => {}));
  failed.catch(() => {});
  const take: Take = async (piece) => {
    const room = gzip.write(piece) || new Promise<void>((resolve) => gzip.once('drain', resolve));
    // The failure comes first: it counts even where there is room.
    await Promise.race([failed, room]);
  };
  try {
    const result = await fill(take);
    gzip.end();
    await written;
    return result;
  } catch (error) {
    gzip.destroy();
    await written.catch(() => {});
    throw error;
  }
}

/**
 * Fills a new file. It gets its name when its bytes are on the disk, and never replaces another file.
 * @param fill gives the text piece by piece. @returns what `fill` returns.
 * @throws {Error} in one line where the file is there already or cannot be written, or `fill` fails.
 */
export async function writeNewFile<T>(file: string, fill: (take: Take) => Promise<T>): Promise<T> {
  const refuse = (why: string, cause?: unknown) => new Error(`Cannot write the backup ${file}: ${why}`, { cause });
  if (existsSync(file)) throw refuse('it is there already.');
  const { draft, remove } = createDraft(file);
  try {
    const result = await compress(openSync(draft, 'wx', 0o600), fill);
    sync(draft);
    linkSync(draft, file);
    sync(dirname(file));
    return result;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw refuse('it is there already.', cause);
    throw refuse((cause as Error).message, cause);
  } finally {
    remove();
  }
}
