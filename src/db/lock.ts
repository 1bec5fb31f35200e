/** Lets one process at a time use a data folder: two processes on one PGlite folder lose rows. */
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, readlinkSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { DatabaseError } from './errors.ts';

/**
 * Who holds a lock. `started` tells apart two processes that had one id at different times; null: unknown. `space`: the
 * machine and the namespace in which the id means something; null or absent: unknown.
 */
type Owner = { pid: number; started: string | null; space?: string | null };

/** The holder touches its lock so often. A process in another container, which cannot see its id, sees that. */
const BEAT_MS = 1_000;
/** Milliseconds without a touch after which a holder that cannot be seen is gone. A busy holder may miss some. */
const SILENT_MS = 10_000;

/** A crash during a takeover leaves a lock on the takeover. More layers than this have another cause. */
const DEEPEST_TAKEOVER = 3;

/**
 * When a process started: boot id and clock ticks since that boot (field 22 of proc_pid_stat(5), the 20th behind the
 * command's closing bracket). Null without /proc, and for a process that does not exist.
 */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${ticks}`;
  } catch {
    return null;
  }
}

/** Where process ids are the ones that this process sees: two containers have namespaces of their own. */
function ownSpace(): string | null {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}

function touchedAt(path: string): number | undefined {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return undefined;
  }
}

/** Waits for the holder to touch its lock, at most {@link SILENT_MS}. This is at the start, before anything runs. */
function isTouched(path: string): boolean {
  const before = touchedAt(path);
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; waited < SILENT_MS; waited += BEAT_MS / 4) {
    Atomics.wait(pause, 0, 0, BEAT_MS / 4);
    if (touchedAt(path) !== before) return true;
  }
  return false;
}

function isRunning({ pid, started, space }: Owner, path: string): boolean {
  if (space && space !== ownSpace()) return isTouched(path);
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process runs as another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = startOf(pid);
  return started === null || now === null || now === started;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function ownerOf(text: string, path: string): Owner {
  try {
    const { pid, started, space } = JSON.parse(text) as Owner;
    if (Number.isInteger(pid) && pid > 0) return { pid, started: started ?? null, space: space ?? null };
  } catch {
    // Falls through to the error: a lock gets its name after it is written, so this file is none of ours.
  }
  throw new DatabaseError(`The lock file ${path} is damaged. If no FaceLogin runs on this folder, delete that file.`);
}

/** Whether `mine` became the file at `path`. A link is atomic and never replaces another file. */
function link(mine: string, path: string): boolean {
  try {
    linkSync(mine, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function acquire(mine: string, path: string, depth: number): Owner | undefined {
  for (;;) {
    if (link(mine, path)) return undefined;
    const held = read(path);
    if (held === undefined) continue;
    const owner = ownerOf(held, path);
    if (isRunning(owner, path) || depth === DEEPEST_TAKEOVER) return owner;
    // Only the holder of the takeover's lock replaces a stale lock, after another look at it. Of two processes that
    // both found it stale, the second then sees the lock of the first.
    const takeover = `${path}.takeover`;
    const rival = acquire(mine, takeover, depth + 1);
    if (rival) return rival;
    try {
      if (read(path) !== held) continue;
      const replacement = `${mine}.new`;
      linkSync(mine, replacement);
      renameSync(replacement, path);
      return undefined;
    } finally {
      rmSync(takeover, { force: true });
    }
  }
}

/** Says that the holder goes on. A lock that another process took meanwhile is not touched. */
function touch(path: string, text: string): void {
  try {
    const now = new Date();
    if (read(path) === text) utimesSync(path, now, now);
  } catch {
    // The disk is full or the folder is gone: the next beat may do better.
  }
}

/**
 * Takes the lock file at `path`, also from a process that is gone.
 * @returns how to give it back. A lock that another process took meanwhile stays.
 * @throws {DatabaseError} where a running process holds it.
 */
export function lockFolder(folder: string, path: string): () => void {
  const owner: Owner = { pid: process.pid, started: startOf(process.pid), space: ownSpace() };
  const text = JSON.stringify(owner);
  const mine = `${path}.${randomUUID()}`;
  writeFileSync(mine, text, { flag: 'wx', mode: 0o600 });
  try {
    const holder = acquire(mine, path, 0);
    if (holder) {
      const elsewhere = holder.space && holder.space !== owner.space;
      const seen = holder.pid === process.pid ? 'this process already' : `process ${holder.pid}`;
      const self = elsewhere ? 'a process in another container, or on another machine' : seen;
      throw new DatabaseError(`The data folder ${folder} is in use by ${self}. Stop it, or set FACELOGIN_DATA.`);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  const beat = setInterval(() => touch(path, text), BEAT_MS);
  beat.unref();
  return () => {
    clearInterval(beat);
    if (read(path) === text) rmSync(path, { force: true });
  };
}
