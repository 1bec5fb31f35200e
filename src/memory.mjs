/**
 * How much memory this process may use. Plain JavaScript: the supervisor reads it before anything is installed.
 */
import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join, relative } from 'node:path';

const MIB = 1_048_576;

/** MiB that a server with one worker takes under load, with its supervisor (docs/performance.md). */
export const SERVER_MIB = 700;
/** MiB from which on `auto` gives two workers: both under load, with the supervisor and some room. */
export const TWO_WORKERS_MIB = 1_024;

/** The file of a group's limit in cgroup v2 and v1 (cgroups(7)), by the type of the file system. */
const LIMIT_FILE = { cgroup2: 'memory.max', cgroup: 'memory.limit_in_bytes' };

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const linesOf = (text) => text.split('\n').filter(Boolean);

/** Mounted trees of groups that may limit memory (proc_pid_mountinfo(5)). */
function mounts(proc) {
  return linesOf(read(join(proc, 'self/mountinfo'))).flatMap((line) => {
    const [front, back = ''] = line.split(' - ');
    const [, , , root, point] = front.split(' ');
    const [type, , options = ''] = back.split(' ');
    const limits = type === 'cgroup2' || (type === 'cgroup' && options.split(',').includes('memory'));
    return limits ? [{ type, root, point }] : [];
  });
}

/** The group of this process in a tree, as its mount shows it. Of another namespace the mount shows its root alone. */
function groupIn({ type, root }, proc) {
  const groups = linesOf(read(join(proc, 'self/cgroup'))).map((line) => /^\d+:([^:]*):(.*)$/.exec(line));
  const found = groups.find(
    (one) => one && (type === 'cgroup2' ? one[1] === '' : one[1].split(',').includes('memory')),
  );
  const below = found ? relative(root, found[2]) : '';
  return below.startsWith('..') ? '' : below;
}

/** The limits of a group and of all above it, in bytes. Where there is none, v2 has the word `max` for a number. */
function limitsOnTheWayUp(mount, proc) {
  const names = groupIn(mount, proc).split('/').filter(Boolean);
  return Array.from({ length: names.length + 1 }, (_, depth) =>
    Number.parseInt(read(join(mount.point, ...names.slice(0, depth), LIMIT_FILE[mount.type])), 10),
  ).filter((bytes) => bytes >= 0);
}

/** The least of the machine's memory and of the limits of all groups that this process is in, in MiB. */
export function allowedMiB({ proc = '/proc', total = totalmem() } = {}) {
  const limits = mounts(proc).flatMap((mount) => limitsOnTheWayUp(mount, proc));
  return Math.floor(Math.min(total, ...limits) / MIB);
}

/** Why a process was killed that nobody is known to have killed. */
export function wantOfMemory(allowed, needed) {
  const amounts = `${allowed} MiB are allowed, ${needed} are needed`;
  return allowed < needed
    ? `it was killed by the system, most likely for want of memory: ${amounts}`
    : `it was killed by somebody, or by the system for want of memory (${amounts})`;
}
