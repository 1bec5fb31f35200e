import { afterAll, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { allowedMiB, wantOfMemory } from './memory.mjs';

const MIB = 1_048_576;
const folder = mkdtempSync(join(tmpdir(), 'facelogin-memory-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A system with the given files; a mount's point is below its folder. */
function system(files: Record<string, string>): { proc: string; total: number } {
  const root = mkdtempSync(join(folder, 'system-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text.replaceAll('@', root));
  }
  return { proc: join(root, 'proc'), total: 4096 * MIB };
}

const V2 = '30 23 0:25 / @/sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n';
const V1 =
  '31 23 0:26 / @/sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n35 31 0:32 / @/sys/fs/cgroup/memory rw shared:9 - cgroup cgroup rw,memory\n';

test('without a limit it is the memory of the machine', () => {
  expect(allowedMiB(system({}))).toBe(4096);
  const max = { 'sys/fs/cgroup/a/memory.max': 'max\n', 'proc/self/cgroup': '0::/a\n', 'proc/self/mountinfo': V2 };
  expect(allowedMiB(system(max))).toBe(4096);
  const v1 = { 'proc/self/cgroup': '4:memory:/\n', 'proc/self/mountinfo': V1 };
  expect(allowedMiB(system({ ...v1, 'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n' }))).toBe(
    4096,
  );
});

test('of nested groups the least limit counts, wherever it is on the way up', () => {
  const files = (outer: number, inner: number) => ({
    'proc/self/mountinfo': V2,
    'proc/self/cgroup': '0::/machine.slice/pod/container\n',
    'sys/fs/cgroup/machine.slice/memory.max': `${outer * MIB}\n`,
    'sys/fs/cgroup/machine.slice/pod/memory.max': 'max\n',
    'sys/fs/cgroup/machine.slice/pod/container/memory.max': `${inner * MIB}\n`,
    'sys/fs/cgroup/other.slice/memory.max': `${16 * MIB}\n`,
  });
  expect(allowedMiB(system(files(512, 768)))).toBe(512);
  expect(allowedMiB(system(files(1024, 768)))).toBe(768);
});

test('the first version of groups has its own tree for memory', () => {
  const files = {
    'proc/self/mountinfo': V1,
    'proc/self/cgroup': '5:cpu,cpuacct:/elsewhere\n4:memory:/docker/a:b\n0::/\n',
    'sys/fs/cgroup/memory/docker/memory.limit_in_bytes': `${2048 * MIB}\n`,
    'sys/fs/cgroup/memory/docker/a:b/memory.limit_in_bytes': `${600 * MIB}\n`,
    'sys/fs/cgroup/cpu/elsewhere/memory.limit_in_bytes': '1\n',
  };
  expect(allowedMiB(system(files))).toBe(600);
});

test('a container sees the limit at the root of its mount, whatever its group is called outside', () => {
  const limit = { 'sys/fs/cgroup/memory.max': `${700 * MIB}\n` };
  const own = { ...limit, 'proc/self/mountinfo': V2, 'proc/self/cgroup': '0::/\n' };
  expect(allowedMiB(system(own))).toBe(700);
  const foreign = V2.replace(' / ', ' /docker/abc ');
  expect(allowedMiB(system({ ...own, 'proc/self/mountinfo': foreign, 'proc/self/cgroup': '0::/docker/abc\n' }))).toBe(
    700,
  );
  expect(allowedMiB(system({ ...own, 'proc/self/mountinfo': foreign, 'proc/self/cgroup': '0::/other\n' }))).toBe(700);
});

test('want of memory is named where less is allowed than is needed, else both possible causes', () => {
  expect(wantOfMemory(512, 640)).toBe(
    'it was killed by the system, most likely for want of memory: 512 MiB are allowed, 640 are needed',
  );
  expect(wantOfMemory(4096, 640)).toContain('by somebody, or by the system');
});
