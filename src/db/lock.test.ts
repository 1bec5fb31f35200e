import { afterEach, beforeEach, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder } from './lock.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'facelogin-lock-'));
  path = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A process that has ended: its id names nobody, or somebody who started later. */
async function deadPid(): Promise<number> {
  const child = Bun.spawn(['true']);
  await child.exited;
  return child.pid;
}

test('a lock is held until it is given back, and leaves nothing behind', () => {
  const unlock = lockFolder(folder, path);
  expect(() => lockFolder(folder, path)).toThrow(/is in use by this process already/);
  expect(readdirSync(folder)).toEqual(['lock']);
  unlock();
  expect(readdirSync(folder)).toEqual([]);
  lockFolder(folder, path)();
});

test('a lock of a running process is refused with its number', () => {
  writeFileSync(path, JSON.stringify({ pid: process.ppid, started: null }));
  expect(() => lockFolder(folder, path)).toThrow(`is in use by process ${process.ppid}.`);
});

test('a lock of a process that has ended is taken over', async () => {
  writeFileSync(path, JSON.stringify({ pid: await deadPid(), started: 'x:1' }));
  const unlock = lockFolder(folder, path);
  expect(JSON.parse(readFileSync(path, 'utf8')).pid).toBe(process.pid);
  expect(readdirSync(folder)).toEqual(['lock']);
  unlock();
});

const noProc = !existsSync('/proc/self/stat');
test.skipIf(noProc)('a lock of an earlier process with a number that is in use again is taken over', () => {
  writeFileSync(path, JSON.stringify({ pid: process.pid, started: 'an earlier boot:1' }));
  lockFolder(folder, path)();
});

test('a takeover that died half way is taken over, too', async () => {
  const dead = JSON.stringify({ pid: await deadPid(), started: 'x:1' });
  writeFileSync(path, dead);
  writeFileSync(`${path}.takeover`, dead);
  lockFolder(folder, path)();
  expect(readdirSync(folder)).toEqual([]);
});

test('a damaged lock is told and not deleted', () => {
  writeFileSync(path, '');
  expect(() => lockFolder(folder, path)).toThrow(/damaged/);
  expect(existsSync(path)).toBe(true);
});

test('of several processes that find a stale lock at once, one gets it', async () => {
  writeFileSync(path, JSON.stringify({ pid: await deadPid(), started: 'x:1' }));
  const code = `import { lockFolder } from ${JSON.stringify(join(import.meta.dir, 'lock.ts'))};
    process.stdin.once('data', () => {
      try { lockFolder('f', ${JSON.stringify(path)}); process.stdout.write('got'); } catch { process.stdout.write('refused'); }
      process.stdin.once('data', () => process.exit(0));
    });`;
  const rivals = Array.from({ length: 4 }, () =>
    Bun.spawn([process.execPath, '-e', code], { stdin: 'pipe', stdout: 'pipe' }),
  );
  for (const rival of rivals) rival.stdin.write('go');
  for (const rival of rivals) rival.stdin.flush();
  const answers: string[] = [];
  for (const rival of rivals) {
    const { value } = await rival.stdout.getReader().read();
    answers.push(new TextDecoder().decode(value));
  }
  for (const rival of rivals) {
    rival.stdin.write('end');
    rival.stdin.end();
    await rival.exited;
  }
  expect(answers.sort()).toEqual(['got', 'refused', 'refused', 'refused']);
});
