/** The command line writes the file of a backup itself: where the person looks, and never over what they have. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { avatars } from '../../src/db/schema.ts';
import type { Deps } from '../../src/deps.ts';
import { commandsOn } from '../../src/server/commands.ts';
import { listenForCommands } from '../../src/server/socket.ts';
import { putBlank } from '../helpers/data/blank.ts';
import { truncateAll } from '../helpers/data/db.ts';
import { addUser } from '../helpers/data/faces.ts';
import { projectRoot } from '../helpers/root.ts';
import { command, runWords } from '../helpers/server/command.ts';
import { commandHere } from '../helpers/server/command-here.ts';
import { type Server, startServer } from '../helpers/server/server.ts';
import { testConfig, testDeps } from '../helpers/site/deps.ts';

setDefaultTimeout(120_000);

/** Words that run a program which sees an empty disk of that size in place of a folder. */
function withOtherDisk(folder: string, size: string): string[] {
  const mount = `mount -t tmpfs -o size=${size} tmpfs '${folder}' && exec "$@"`;
  return ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', mount, 'sh'];
}

const folder = mkdtempSync(join(tmpdir(), 'facelogin-elsewhere-'));
const out = join(folder, 'out');
mkdirSync(out);
const [probe, ...words] = [...withOtherDisk(out, '1m'), 'true'];
const noMount = spawnSync(probe!, words).status !== 0;
if (noMount) process.stderr.write('skipped: two views of the file system: unshare --mount needs root on Linux\n');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(noMount)('a server with another view of the file system (unshare --mount: root on Linux)', () => {
  // Longer than the name of a socket may be.
  const env = { FACELOGIN_DATA: join(folder, 'd'.repeat(120)), FACELOGIN_RECOGNIZER: 'lbph' };
  let server: Server;

  beforeAll(async () => {
    // It has a temporary folder of its own, too, as with PrivateTmp.
    server = await startServer({ short: true, env: { ...env, TMPDIR: out }, by: withOtherDisk(out, '1m') });
  });
  afterAll(() => server?.stop());

  test('leaves the file where the person looks, and it can be restored', async () => {
    const file = join(out, 'one.backup');
    expect(await command(['backup', 'one.backup'], { env, cwd: out })).toMatchObject({
      code: 0,
      out: expect.stringContaining(`${file} holds `),
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const other = { FACELOGIN_DATA: join(folder, 'restored') };
    await putBlank(other.FACELOGIN_DATA);
    expect(await commandHere(['restore', file], { env: other })).toMatchObject({ code: 0 });
  });

  test('a relative path is meant from the folder in which it was typed, with npm and without', async () => {
    const script = join(projectRoot, 'scripts', 'facelogin.mjs');
    expect(await runWords(['node', script, 'backup', 'two.backup'], { env, cwd: out })).toMatchObject({ code: 0 });
    const npm = ['npm', '--silent', '--prefix', projectRoot, 'run', 'facelogin', '--', 'backup', 'three.backup'];
    expect(await runWords(npm, { env, cwd: out })).toMatchObject({ code: 0 });
    expect(readdirSync(out).sort()).toEqual(['one.backup', 'three.backup', 'two.backup']);
  });
});

describe('the file of a backup', () => {
  const mine = { FACELOGIN_DATA: join(folder, 'mine') };
  let deps: Deps;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    mkdirSync(mine.FACELOGIN_DATA);
    await truncateAll();
    const config = testConfig(mine);
    deps = await testDeps({ config });
    stop = await listenForCommands(config, commandsOn(deps));
    const image = new Uint8Array(randomBytes(300_000));
    await deps.db.insert(avatars).values({ userId: await addUser(deps, 'anna'), image, version: 'v' });
  });
  afterAll(() => stop?.());

  test('takes the place of nothing, and a draft of somebody else stays', async () => {
    const file = join(folder, 'zz');
    writeFileSync(`${file}.part`, 'mine');
    expect(await commandHere(['backup', file], { env: mine })).toMatchObject({ code: 0 });
    expect(readFileSync(`${file}.part`, 'utf8')).toBe('mine');
    const before = readFileSync(file);
    const again = await commandHere(['backup', file], { env: mine });
    expect(again).toMatchObject({ code: 1, err: `error: Cannot write the backup ${file}: it is there already.\n` });
    expect(readFileSync(file)).toEqual(before);
  });

  test('a folder that is not there is told', async () => {
    const { code, err } = await commandHere(['backup', join(folder, 'no', 'file')], { env: mine });
    expect(code).toBe(1);
    expect(err).toMatch(/^error: Cannot write the backup .*ENOENT.*\n$/);
  });

  test.skipIf(noMount)('on a full disk nothing of it stays, and the server goes on', async () => {
    const by = withOtherDisk(out, '100k');
    // The same shell lists the folder afterwards, since nobody else sees that disk.
    const listing = ['sh', '-c', `"$@"; code=$?; ls -A '${out}'; exit $code`, 'sh'];
    const {
      code,
      out: said,
      err,
    } = await command(['backup', join(out, 'full')], {
      env: mine,
      by: [...by, ...listing],
    });
    expect([code, said]).toEqual([1, '']);
    expect(err).toContain('ENOSPC');
    expect((await deps.db.select().from(avatars)).length).toBe(1);
  });
});
