import { afterAll, describe, expect, test } from 'bun:test';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const supervisor = join(import.meta.dir, 'supervisor.mjs');
const cleanup = [];
afterAll(() => {
  for (const step of cleanup) step();
});

/**
 * A process that supervises `body`, run by Node where it is there. `starts()` is how often the child began, and `told`
 * what the supervisor said.
 */
function supervised(body) {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-supervisor-'));
  cleanup.push(() => rmSync(folder, { recursive: true, force: true }));
  const log = join(folder, 'starts');
  writeFileSync(log, '');
  const prelude = `import { appendFileSync, readFileSync } from 'node:fs';
    appendFileSync(${JSON.stringify(log)}, process.pid + '\\n');
    const starts = readFileSync(${JSON.stringify(log)}, 'utf8').trim().split('\\n').length;
    // After the body: who is told that it is up may send a signal at once.
    setImmediate(() => process.stdout.write('up\\n'));`;
  writeFileSync(join(folder, 'child.mjs'), `${prelude}\n${body}\n`);
  writeFileSync(
    join(folder, 'parent.mjs'),
    `import { supervise } from ${JSON.stringify(supervisor)};
     const tell = (line) => process.stderr.write(line + '\\n');
     process.exit(await supervise(process.execPath, [${JSON.stringify(join(folder, 'child.mjs'))}], tell));`,
  );
  const parent = spawn(Bun.which('node') ?? process.execPath, [join(folder, 'parent.mjs')], { stdio: 'pipe' });
  const pids = () => readFileSync(log, 'utf8').trim().split('\n').map(Number);
  cleanup.push(() => parent.kill('SIGKILL'));
  let told = '';
  parent.stderr.on('data', (chunk) => (told += chunk));
  return {
    parent,
    pids,
    up: new Promise((resolve) => parent.stdout.once('data', resolve)),
    ended: new Promise((resolve) => parent.once('close', (code) => resolve({ code, told }))),
  };
}

async function gone(pid) {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await Bun.sleep(20);
  }
}

const STAY = 'setInterval(() => {}, 1000);';

// They wait for signals and for the system: together as long as the longest alone.
describe.concurrent('the supervisor', () => {
  test('passes on the exit code of a refused start, without trying again', async () => {
    const { ended, pids } = supervised('process.exit(1);');
    expect(await ended).toEqual({ code: 1, told: '' });
    expect(pids()).toHaveLength(1);
  });

  test('starts a server again that asks for it, and then passes on how it ends', async () => {
    const { ended, pids } = supervised('process.exit(starts < 3 ? 70 : 0);');
    const { code, told } = await ended;
    expect(code).toBe(0);
    expect(pids()).toHaveLength(3);
    expect(told).toContain('exit code 70');
  });

  test('starts a server again that a native library has aborted', async () => {
    const { ended, pids } = supervised("if (starts === 1) process.kill(process.pid, 'SIGABRT'); else process.exit(0);");
    expect((await ended).code).toBe(0);
    expect(pids()).toHaveLength(2);
  });

  test('gives up after five restarts in ten minutes, with the code of the crash', async () => {
    const { ended, pids } = supervised('process.exit(70);');
    const { code, told } = await ended;
    expect(code).toBe(70);
    expect(pids()).toHaveLength(6);
    expect(told).toContain('giving up');
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'])('hands %s on and ends cleanly with the server', async (signal) => {
    const { parent, up, ended, pids } = supervised(`process.on('${signal}', () => process.exit(0)); ${STAY}`);
    await up;
    parent.kill(signal);
    expect((await ended).code).toBe(0);
    expect(await gone(pids()[0])).toBe(true);
  });

  test('kills a server that does not stop when it is told to', async () => {
    const { parent, up, ended, pids } = supervised(`process.on('SIGTERM', () => {}); ${STAY}`);
    await up;
    parent.kill('SIGTERM');
    expect(await ended).toEqual({ code: 137, told: '' });
    expect(await gone(pids()[0])).toBe(true);
  });

  test('does not restart a server that crashes while it is being stopped', async () => {
    const { parent, up, ended, pids } = supervised(`process.on('SIGTERM', () => process.exit(70)); ${STAY}`);
    await up;
    parent.kill('SIGTERM');
    expect((await ended).code).toBe(70);
    expect(pids()).toHaveLength(1);
  });

  test('tells of a server that was killed, and how much memory there is, and does not start it again', async () => {
    const { ended, pids } = supervised("process.kill(process.pid, 'SIGKILL');");
    const { code, told } = await ended;
    expect(code).toBe(137);
    expect(told).toMatch(/^The server ended: it was killed by .*memory\W+\d+ MiB are allowed, \d+ are needed\)?\.\n$/);
    expect(pids()).toHaveLength(1);
  });

  test('leaves no server behind when it is killed itself', async () => {
    const { parent, up, pids } = supervised("process.stdin.on('end', () => process.exit(0)).resume();");
    await up;
    parent.kill('SIGKILL');
    expect(await gone(pids()[0])).toBe(true);
  });
});
