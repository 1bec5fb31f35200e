/** The lock of the data folder between two containers. */
import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../helpers/root.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'facelogin-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A process that tries to take the lock, and holds it until its input ends. */
function rival(...before: string[]) {
  const code = `import { lockFolder } from ${JSON.stringify(join(projectRoot, 'src/db/lock.ts'))};
    try { lockFolder('f', ${JSON.stringify(join(folder, 'lock'))}); process.stdout.write('got'); } catch (e) { process.stdout.write(e.message); }
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
