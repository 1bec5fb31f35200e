/** Root and the data of a service: the files stay the service's, whatever root runs on them. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { putBlank } from '../helpers/data/blank.ts';
import { projectRoot } from '../helpers/root.ts';
import { command, type Ended } from '../helpers/server/command.ts';
import { commandHere } from '../helpers/server/command-here.ts';
import { DISK, memoryGroup } from '../helpers/server/memory-group.ts';
import { NOT_OURS, type Server, startServer } from '../helpers/server/server.ts';

setDefaultTimeout(120_000);

/** A user whom no list of users names, as systemd makes them up. */
const SERVICE = 61_234;
const asService = ['setpriv', `--reuid=${SERVICE}`, `--regid=${SERVICE}`, '--clear-groups'];
/** The service has to read the project and the tests' temporary folder. */
const readable = spawnSync(asService[0]!, [...asService.slice(1), process.execPath, '--version'], { cwd: projectRoot });
const cannot = process.getuid?.() !== 0 || readable.status !== 0;
if (cannot)
  process.stderr.write('skipped: data of a service: it needs root, setpriv, and a project that others may read\n');

/** MiB that suffice for making a database (`CREATE_MIB` in src/db/create.ts). */
const MAKING = 640;
/** Enters the control group that `$0` names, then becomes the program. */
const ENTER = 'echo $$ > "$0" && exec "$@"';

/** Everything in a folder that belongs to another user than the service. */
function strangers(folder: string): string[] {
  const names = ['.', ...readdirSync(folder, { recursive: true }).map(String)];
  return names.filter((name) => lstatSync(join(folder, name)).uid !== SERVICE);
}

describe.skipIf(cannot)('the data of a service on which root works', () => {
  const folder = mkdtempSync(join(DISK, 'facelogin-owner-'));
  const data = join(folder, 'data');
  const env = { FACELOGIN_DATA: data, FACELOGIN_RECOGNIZER: 'lbph' };
  const give = (path: string) => spawnSync('chown', ['-R', `${SERVICE}:${SERVICE}`, path]);

  beforeAll(async () => {
    chmodSync(folder, 0o755);
    mkdirSync(data, { mode: 0o700 });
    await putBlank(data);
    give(data);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const ok = (ended: Ended) => expect(ended).toMatchObject({ code: 0 });

  test('keep their owner through every command, while root keeps the files that it asked for', async () => {
    const file = join(folder, 'root', 'one.backup');
    mkdirSync(join(folder, 'root'), { mode: 0o700 });
    const told: Ended[] = [];
    for (const line of [['keys', 'create'], ['keys', 'rotate'], ['invite'], ['backup', file], ['doctor']])
      told.push(await commandHere(line, { env }));
    // The doctor's code says how fast this machine is just now; a command that fails says why.
    expect(told.map(({ err }) => err)).toEqual(told.map(() => ''));
    expect(told.map(({ out }) => out).join('')).toMatch(
      / is a new key.* now encrypted.*invite=.* holds \d+ rows.*\[ ok \] Database/s,
    );
    expect(strangers(data)).toEqual([]);
    expect(statSync(file)).toMatchObject({ uid: 0 });

    const fresh = join(folder, 'fresh');
    mkdirSync(fresh, { mode: 0o700 });
    chownSync(fresh, SERVICE, SERVICE);
    // A process of its own, since it makes the database: that fits into the memory of a small machine.
    const group = memoryGroup(MAKING);
    const by = group ? ['sh', '-c', ENTER, group.procs] : [];
    ok(await command(['restore', file], { env: { ...NOT_OURS, FACELOGIN_DATA: join(fresh, 'data') }, by }));
    await group?.remove();
    expect(strangers(fresh)).toEqual([]);
  });

  test('are reached below a folder that only root may pass, as systemd keeps them', async () => {
    const hidden = join(folder, 'private');
    mkdirSync(hidden, { mode: 0o700 });
    const below = join(hidden, 'data');
    mkdirSync(below, { mode: 0o700 });
    await putBlank(below);
    give(below);
    const place = { env: { FACELOGIN_DATA: below } };
    ok(await commandHere(['keys'], place));
    ok(await commandHere(['backup', join(folder, 'hidden.backup')], place));
    expect(strangers(below)).toEqual([]);
    // What is told has the path that people know.
    chownSync(join(below, 'pglite', 'PG_VERSION'), 0, 0);
    chmodSync(join(below, 'pglite', 'PG_VERSION'), 0o600);
    const { err } = await commandHere(['migrate'], place);
    expect(err).toContain(`error: Cannot open the embedded database in ${below}/pglite: `);
    expect(err).not.toContain('/proc/');
  });

  test('a server that root starts runs as their owner', async () => {
    const server: Server = await startServer({ env, short: true });
    expect(server.output()).toContain(
      `The data folder belongs to user ${SERVICE}: the server runs as ${SERVICE}, not as root.`,
    );
    ok(await commandHere(['keys', 'create'], { env }));
    ok(await commandHere(['backup', join(folder, 'running.backup')], { env }));
    expect(strangers(data)).toEqual([]);
    await server.stop();
    expect(strangers(data)).toEqual([]);
  });

  test('where files of root are left in them, the service says whose they are and what to run', async () => {
    chownSync(join(data, 'pglite', 'PG_VERSION'), 0, 0);
    chmodSync(join(data, 'pglite', 'PG_VERSION'), 0o600);
    const opened = await command(['migrate'], { env, by: asService });
    expect(opened).toMatchObject({
      code: 1,
      err: `error: Cannot open the embedded database in ${data}/pglite: Files of another user are in its way: ${data}/pglite/PG_VERSION of user root. Run as root: chown -R ${SERVICE}:${SERVICE} ${data}\n`,
    });
    give(data);
    for (const name of readdirSync(join(data, 'keys'))) chownSync(join(data, 'keys', name), 0, 0);
    const keyed = await command(['keys'], { env, by: asService });
    expect(keyed.code).toBe(1);
    expect(keyed.err).toMatch(
      /^error: Cannot use the template key in .* of user root and \d+ more\. Run as root: chown -R .*\n$/,
    );
    give(data);
    ok(await commandHere(['keys'], { env }));
  });

  test('another user is told as whom to run the command', async () => {
    const other = ['setpriv', '--reuid=61235', '--regid=61235', '--clear-groups'];
    const { code, err } = await command(['keys'], { env, by: other });
    expect(code).toBe(1);
    expect(err).toContain(
      `The folder belongs to user ${SERVICE} and this process is user 61235: run it as ${SERVICE} (sudo -u '#${SERVICE}').`,
    );
  });

  test('where root may not become the owner, it refuses with the command that works', async () => {
    const bound = ['setpriv', '--bounding-set=-setuid,-setgid', '--inh-caps=-setuid,-setgid'];
    const { code, err } = await command(['invite'], { env, by: bound });
    expect(code).toBe(1);
    expect(err).toMatch(
      new RegExp(
        `^error: The folder ${data} belongs to user ${SERVICE}, and root may not become .* sudo -u '#${SERVICE}' .* invite\n$`,
      ),
    );
    expect(strangers(data)).toEqual([]);
  });
});
