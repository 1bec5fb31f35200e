/** `npm start` as a person or a service manager uses it: starts, survives a crash, and leaves nothing behind. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { putBlank } from '../helpers/data/blank.ts';
import { describeIf } from '../helpers/need.ts';
import { freePort } from '../helpers/server/server.ts';
import { until } from '../helpers/until.ts';

/** Servers and browsers take their time to start on a busy machine. */
setDefaultTimeout(120_000);

const root = resolve(import.meta.dir, '../..');
const npm = Bun.which('npm');

/** Processes below one, children before their own children, by id. */
function below(pid: number): number[] {
  const table = Bun.spawnSync(['ps', '-eo', 'pid=,ppid=']).stdout.toString().trim().split('\n');
  const pairs = table.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  const children = pairs.filter(([, parent]) => parent === pid).map(([child]) => child);
  return [...children, ...children.flatMap(below)];
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describeIf(npm && Bun.which('ps'), 'npm start', 'npm and ps are needed (Debian: apt-get install npm procps)', () => {
  const cleanup: (() => Promise<unknown>)[] = [];
  afterAll(async () => {
    for (const step of cleanup.splice(0).reverse()) await step();
  });

  const folder = () => mkdtempSync(join(tmpdir(), 'facelogin-start-'));

  async function start(script: 'start' | 'start:node', data: string) {
    const port = await freePort();
    const env = { ...process.env, DATABASE_URL: '', FACELOGIN_DATA: data, PORT: String(port) };
    const child = Bun.spawn(['npm', 'run', '--silent', script], { cwd: root, env, stdout: 'pipe', stderr: 'pipe' });
    cleanup.push(async () => {
      child.kill('SIGTERM');
      await child.exited;
      rmSync(data, { recursive: true, force: true });
    });
    const serves = () =>
      fetch(`http://127.0.0.1:${port}/health`)
        .then((response) => response.ok)
        .catch(() => false);
    return { child, data, env, serves };
  }

  test.each(['start', 'start:node'] as const)(
    'npm run %s serves until SIGTERM, and then all of it is gone',
    async (script) => {
      // A folder with nothing in it: the server makes its database itself.
      const { child, serves } = await start(script, folder());
      await until(serves, 50);
      const all = below(child.pid);
      expect(all.length).toBeGreaterThanOrEqual(2);
      child.kill('SIGTERM');
      await child.exited;
      await until(() => !all.some(isAlive));
      expect(await serves()).toBe(false);
    },
  );

  describe('a server of its own', () => {
    let own: Awaited<ReturnType<typeof start>>;
    beforeAll(async () => {
      const data = folder();
      await putBlank(data);
      own = await start('start', data);
      await until(own.serves, 50);
    });

    test('is started again when it crashes, on the same data', async () => {
      const server = below(own.child.pid).at(-1)!;
      process.kill(server, 'SIGSEGV');
      await until(() => !isAlive(server));
      await until(own.serves, 50);
      expect(below(own.child.pid).at(-1)).not.toBe(server);
    });

    test('keeps a second server off its data, which says so in one line', async () => {
      const { child } = await start('start', own.data);
      expect(await child.exited).toBe(1);
      const told = (await new Response(child.stderr).text()).trim();
      expect(told.split('\n')).toHaveLength(1);
      expect(told).toContain(own.data);
    });

    test('lets the command line work on its data', () => {
      const command = (name: string) =>
        Bun.spawnSync(['npm', 'run', '--silent', 'facelogin', '--', name], { cwd: root, env: own.env });
      const invite = command('invite');
      expect(invite.stdout.toString()).toMatch(/^http:\/\/localhost:\d+\/register\?invite=\S{20,}\n/);
      const doctor = command('doctor');
      expect(doctor.stdout.toString()).toContain('in use by the running server');
      expect(doctor.exitCode).toBe(0);
      expect(command('no-such-command').exitCode).toBe(1);
    });

    test('goes with its supervisor when that is killed', async () => {
      const [supervisor, server] = below(own.child.pid).slice(-2) as [number, number];
      process.kill(supervisor, 'SIGKILL');
      await until(() => !isAlive(server));
      expect(await own.serves()).toBe(false);
    });
  });
});
