import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
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

/** A process that tries to take the lock, and holds it until its input ends. */
function rival(...before: string[]) {
  const code = `import { lockFolder } from ${JSON.stringify(join(import.meta.dir, 'lock.ts'))};
    try { lockFolder('f', ${JSON.stringify(path)}); process.stdout.write('got'); } catch (e) { process.stdout.write(e.message); }
    process.stdin.resume().once('end', () => process.exit(0));`;
  const child = Bun.spawn([...before, process.execPath, '-e', code], { stdin: 'pipe', stdout: 'pipe' });
  const answer = async () => new TextDecoder().decode((await child.stdout.getReader().read()).value);
  return { child, answer: answer() };
}

/** As in a container on the same volume: its processes see none of ours. */
const CONTAINER = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];
const noContainer = spawnSync(CONTAINER[0]!, [...CONTAINER.slice(1), 'true']).status !== 0;

describe.skipIf(noContainer)('two processes that cannot see each other (unshare: root on Linux)', () => {
  test('share no folder: the second is refused in one line', async () => {
    const first = rival();
    expect(await first.answer).toBe('got');
    const second = rival(...CONTAINER);
    expect(await second.answer).toBe(
      'The data folder f is in use by a process in another container, or on another machine. Stop it, or set FACELOGIN_DATA.',
    );
    for (const { child } of [first, second]) {
      child.stdin.end();
      await child.exited;
    }
  });

  test('take over from each other where one has died without a word', async () => {
    const first = rival(...CONTAINER);
    expect(await first.answer).toBe('got');
    first.child.kill('SIGKILL');
    await first.child.exited;
    const second = rival();
    expect(await second.answer).toBe('got');
    second.child.stdin.end();
    await second.child.exited;
  });
});
