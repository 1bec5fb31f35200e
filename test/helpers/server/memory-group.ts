/** A control group with a limit of memory, where this machine lets us make one. */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../until.ts';

const TREES = [
  { type: 'cgroup2', limit: 'memory.max', swap: 'memory.swap.max', swapValue: () => '0' },
  { type: 'cgroup', limit: 'memory.limit_in_bytes', swap: 'memory.memsw.limit_in_bytes', swapValue: String },
];

/** Where a process of a group may write: files in memory count against its limit, and those of a run lie in memory. */
export const DISK = '/var/tmp';

export type MemoryGroup = {
  /** A process that writes its id into this file belongs to the group. */
  procs: string;
  /** A group in it with a limit of its own. */
  inside(mib: number): MemoryGroup;
  /** Waits for its processes to end. */
  remove(): Promise<void>;
};

function groupAt(folder: string, tree: (typeof TREES)[number], mib: number): MemoryGroup {
  const bytes = mib * 1_048_576;
  mkdirSync(folder);
  try {
    writeFileSync(join(folder, tree.limit), String(bytes));
    if (existsSync(join(folder, tree.swap))) writeFileSync(join(folder, tree.swap), tree.swapValue(bytes));
  } catch (error) {
    rmdirSync(folder);
    throw error;
  }
  return {
    procs: join(folder, 'cgroup.procs'),
    inside: (less) => groupAt(join(folder, 'inside'), tree, less),
    async remove() {
      await until(() => readFileSync(join(folder, 'cgroup.procs'), 'utf8').trim() === '');
      rmdirSync(folder);
    },
  };
}

/** A new group below the root of the tree of groups; undefined where that is not allowed. */
export function memoryGroup(mib: number): MemoryGroup | undefined {
  for (const line of readFileSync('/proc/self/mountinfo', 'utf8').split('\n')) {
    const [front = '', back = ''] = line.split(' - ');
    const tree = TREES.find(({ type }) => back.startsWith(`${type} `));
    const point = front.split(' ')[4];
    if (!tree || !point || !existsSync(join(point, 'cgroup.procs'))) continue;
    if (tree.type === 'cgroup' && !existsSync(join(point, tree.limit))) continue;
    try {
      return groupAt(join(point, `facelogin-test-${process.pid}-${Date.now()}`), tree, mib);
    } catch {
      // Read only, or not ours: the next tree may do.
    }
  }
  return undefined;
}
