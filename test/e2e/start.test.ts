/**
 * `npm start` as a person or a service manager uses it: starts, and leaves nothing behind. `scripts/lib/supervisor.test.mjs`
 * shows its restarts, and `faults/` those on the same data, a server on Bun in little memory, and one without its supervisor.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describeIf } from '../helpers/need.ts';
import { runWords } from '../helpers/server/command.ts';
import { commandHere } from '../helpers/server/command-here.ts';
import { DISK, type MemoryGroup, memoryGroup } from '../helpers/server/memory-group.ts';
import { freePort, NOT_OURS } from '../helpers/server/server.ts';
import { until } from '../helpers/until.ts';

/** Servers and browsers take their time to start on a busy machine. */
setDefaultTimeout(120_000);

const root = resolve(import.meta.dir, '../..');
const npm = Bun.which('npm');

/** What a server prints that can look at faces, and what it tells in little memory. */
const READY = 'FaceLogin is at ';
const SMALL = 'One vision worker in 768 MiB of memory';
/** Enters the control group that `$0` names, then becomes the program. */
const ENTER = 'echo $$ > "$0" && exec "$@"';

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

  const folder = () => mkdtempSync(join(DISK, 'facelogin-start-'));

  const groups: MemoryGroup[] = [];
  afterAll(async () => {
    for (const group of groups.reverse()) await group.remove();
  });
  const kept = <Group extends MemoryGroup | undefined>(group: Group) => {
    if (group) groups.push(group);
    return group;
  };

  /** @param group the control group that limits its memory. */
  async function start(script: 'start' | 'start:node', data: string, group?: MemoryGroup) {
    const port = await freePort();
    const env = {
      ...{ DATABASE_URL: '', FACELOGIN_DATA: data, PORT: String(port) },
      FACELOGIN_VISION_WORKERS: group ? 'auto' : '1',
    };
    const npmRun = ['npm', 'run', '--silent', script];
    const words = group ? ['sh', '-c', ENTER, group.procs, ...npmRun] : npmRun;
    const child = Bun.spawn(words, {
      cwd: root,
      env: { ...process.env, ...NOT_OURS, ...env },
      stdout: 'pipe',
      stderr: 'pipe',
    });
    let output = '';
    void (async () => {
      const decoder = new TextDecoder();
      for await (const piece of child.stdout) output += decoder.decode(piece);
    })();
    cleanup.push(async () => {
      child.kill('SIGTERM');
      await child.exited;
      rmSync(data, { recursive: true, force: true });
    });
    const serves = () =>
      fetch(`http://127.0.0.1:${port}/health`)
        .then((response) => response.ok)
        .catch(() => false);
    return { child, data, env, serves, output: () => output };
  }

  let own: Awaited<ReturnType<typeof start>>;
  let outer: MemoryGroup | undefined;
  beforeAll(async () => {
    // A folder with nothing in it. The least limit of nested groups decides how many workers there are.
    outer = kept(memoryGroup(768));
    own = await start('start:node', folder(), kept(outer?.inside(2_048)));
  });

  test('npm run start:node makes its database and works in the memory of a small machine', async () => {
    await until(() => own.output().includes(READY));
    if (outer) expect(own.output()).toContain(SMALL);
    expect(await own.serves()).toBe(true);
  });

  test('npm start keeps a second server off its data, which says so in one line', async () => {
    const { child } = await start('start', own.data);
    expect(await child.exited).toBe(1);
    const told = (await new Response(child.stderr).text()).trim();
    expect(told.split('\n')).toHaveLength(1);
    expect(told).toContain(own.data);
  });

  test('the command line works on its data', async () => {
    const { env } = own;
    const npmRun = ['npm', '--silent', 'run', 'facelogin', '--'];
    const invite = await runWords([...npmRun, 'invite'], { env });
    expect(invite.out).toMatch(/^http:\/\/localhost:\d+\/register\?invite=\S{20,}\n/);
    expect(await commandHere(['doctor'], { env })).toMatchObject({
      code: 0,
      out: expect.stringContaining('in use by the running server'),
    });
    expect((await runWords([...npmRun, 'no-such-command'], { env })).code).toBe(1);
  });

  test('it serves until SIGTERM, and then all of it is gone', async () => {
    const { child, serves } = own;
    const all = below(child.pid);
    expect(all.length).toBeGreaterThanOrEqual(2);
    child.kill('SIGTERM');
    await child.exited;
    await until(() => !all.some(isAlive));
    expect(await serves()).toBe(false);
  });
});
