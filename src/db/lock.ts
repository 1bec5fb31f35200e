/** One process on one data folder: two on the same PGlite files lose rows. */
import { closeSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseError } from './errors.ts';

/**
 * When a process began, in clock ticks since boot: field 22 of /proc/<pid>/stat (proc(5)). With it a number that was
 * given out again is not taken for the process that held the lock. Empty where there is no /proc.
 */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is a name in parentheses that may hold blanks; the 20th after it is the start.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isAlive(pid: number, start: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = startOf(pid);
  return start === '' || now === '' || now === start;
}

/** Pid and start of the holder; undefined where the file is gone. A file that cannot be read is nobody's. */
function holder(path: string): { pid: number; start: string } | undefined {
  try {
    const [pid, start] = readFileSync(path, 'utf8').split(' ');
    return { pid: Number(pid) || 0, start: start ?? '' };
  } catch {
    return undefined;
  }
}

/** The lock appears with its content in one step, or not at all: written aside, then linked. */
function tryCreate(path: string): boolean {
  const aside = `${path}.${process.pid}`;
  rmSync(aside, { force: true });
  const file = openSync(aside, 'wx', 0o600);
  writeSync(file, `${process.pid} ${startOf(process.pid)}`);
  closeSync(file);
  try {
    linkSync(aside, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * Takes the lock of a data folder. A lock of a process that is gone is taken over, under a second lock, so that two
 * that start at once after a crash cannot both remove it.
 * @returns how to give it back.
 * @throws {DatabaseError} in one line where another process holds it.
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'lock');
  const takeover = `${path}.takeover`;
  const release = () => rmSync(path, { force: true });
  if (tryCreate(path)) return release;
  const by = holder(path);
  if (by && by.pid > 0 && isAlive(by.pid, by.start)) {
    throw new DatabaseError(`The data folder ${folder} is in use by process ${by.pid}. Stop it, or set FACELOGIN_DATA to another folder.`);
  }
  if (!tryCreate(takeover)) {
    const other = holder(takeover);
    if (!other || isAlive(other.pid, other.start)) {
      throw new DatabaseError(`Another process is just taking over the data folder ${folder}. Try again in a moment.`);
    }
    rmSync(takeover, { force: true });
    return lockFolder(folder);
  }
  try {
    const still = holder(path);
    if (still && still.pid === by?.pid && still.start === by.start) rmSync(path, { force: true });
    if (tryCreate(path)) return release;
  } finally {
    rmSync(takeover, { force: true });
  }
  throw new DatabaseError(`The data folder ${folder} is in use by another process that has just started.`);
}
