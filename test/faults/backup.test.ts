/** Backups, restored onto nothing: between both kinds of database, and never over anything. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { eq } from 'drizzle-orm';
import { saveBackup } from '../../src/cli/backup.ts';
import { onDatabase } from '../../src/cli/data.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { restoreBackup } from '../../src/db/backup/restore.ts';
import { avatars, sessions, users } from '../../src/db/schema.ts';
import { createApp } from '../../src/server/app.ts';
import { putBlank } from '../helpers/data/blank.ts';
import { type Cluster, noCluster, startCluster } from '../helpers/data/cluster.ts';
import { enrollFace } from '../helpers/data/faces.ts';
import { describeIf } from '../helpers/need.ts';
import { startRunning } from '../helpers/server/running.ts';

setDefaultTimeout(300_000);

type Server = Awaited<ReturnType<typeof startRunning>>;
const USER = { username: 'Zoë', password: 'seven small stones' };
const IMAGE = new Uint8Array([0, 1, 2, 9, 10, 13, 34, 92, 255]);

async function post({ deps, assets }: Server, path: string, form: Record<string, string>): Promise<number> {
  const headers = { Origin: deps.config.publicUrl };
  const app = createApp(deps, assets);
  const body = new URLSearchParams(form);
  return (await app.request(`${deps.config.publicUrl}${path}`, { method: 'POST', headers, body })).status;
}

describeIf(!noCluster, 'backup and restore', noCluster ?? '', () => {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-backup-'));
  const file = join(folder, 'one.backup');
  const at = (name: string) => ({ FACELOGIN_DATA: join(folder, name), FACELOGIN_TEMPLATE_KEY: '' });
  const started: Server[] = [];
  let cluster: Cluster;

  async function start(name: string, env: Record<string, string> = {}): Promise<Server> {
    const server = await startRunning({ ...at(name), FACELOGIN_RECOGNIZER: 'lbph', ...env });
    started.push(server);
    return server;
  }
  const configOf = (name: string, env: Record<string, string> = {}): Config => loadConfig({ ...at(name), ...env });
  const restore = (config: Config, from: string) => onDatabase(config, ({ db }) => restoreBackup(db, from));
  async function refusal(work: Promise<unknown>): Promise<string> {
    return work.then(
      () => '',
      (error: Error) => `${error.name}: ${error.message}`,
    );
  }

  beforeAll(async () => {
    cluster = await startCluster();
    for (const name of ['one', 'two', 'four', 'five']) await putBlank(join(folder, name));
    const one = await start('one');
    expect(await post(one, '/register', { ...USER, display_name: 'Zoë "\\ \n 你好' })).toBe(303);
    const [user] = await one.deps.db.select().from(users);
    await enrollFace(one.deps, user!.id, 1, 2, 3);
    await one.deps.db.insert(avatars).values({ userId: user!.id, image: IMAGE, version: 'v' });
    // Through the socket: the server runs, and has the database open.
    expect((await saveBackup(one.deps.config, file)).rows).toBeGreaterThan(5);
  });
  afterAll(async () => {
    for (const server of started) await server.stop().catch(() => {});
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The restored server lets the same person in, and has their face in its gallery. */
  async function expectSame(server: Server): Promise<void> {
    expect(await post(server, '/login', USER)).toBe(303);
    const [user] = await server.deps.db.select().from(users).where(eq(users.username, USER.username));
    expect(user).toMatchObject({ displayName: 'Zoë "\\ \n 你好'.trim() });
    const [avatar] = await server.deps.db.select().from(avatars);
    expect(new Uint8Array(avatar!.image)).toEqual(IMAGE);
    expect(server.deps.vision.status()).toMatchObject({ people: 1, templates: 3 });
  }

  test('a backup is readable by its owner alone, and holds neither key nor session', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = gunzipSync(readFileSync(file)).toString();
    expect(text).not.toContain(readFileSync(join(folder, 'one', 'keys', 'template.key'), 'utf8').trim());
    expect(text).toContain('users\t{');
    expect(text).not.toContain('sessions\t');
  });

  test('restored into an empty folder without the key it lets people in by password, and their account asks to enroll again', async () => {
    await restore(configOf('two'), file);
    expect(existsSync(join(folder, 'two', 'keys'))).toBe(false);
    const keyless = await start('two');
    expect(await post(keyless, '/login', USER)).toBe(303);
    expect(keyless.deps.vision.status()).toMatchObject({ state: 'ready', people: 0 });
    // Nobody is signed in but by the password of just now.
    expect(await keyless.deps.db.select().from(sessions)).toHaveLength(1);
    await keyless.close();
  });

  test('with the key copied besides, it lets people in as before', async () => {
    rmSync(join(folder, 'two', 'keys'), { recursive: true });
    cpSync(join(folder, 'one', 'keys'), join(folder, 'two', 'keys'), { recursive: true });
    await expectSame(await start('two'));
  });

  test('it moves from the embedded database to PostgreSQL and back', async () => {
    const env = { DATABASE_URL: cluster.url };
    cpSync(join(folder, 'one', 'keys'), join(folder, 'three', 'keys'), { recursive: true });
    await restore(configOf('three', env), file);
    const three = await start('three', env);
    await expectSame(three);
    const back = join(folder, 'back.backup');
    await saveBackup(three.deps.config, back);
    const again = join(folder, 'again.backup');
    await onDatabase(configOf('four'), ({ db }) => restoreBackup(db, back));
    await saveBackup(configOf('four'), again);
    // Everything but the moment and the checksum.
    const rowsOf = (path: string) => gunzipSync(readFileSync(path)).toString().trim().split('\n').slice(1, -1).sort();
    expect(rowsOf(again)).toEqual(rowsOf(back));
  });

  test('neither the database of a running server nor a file is ever written over', async () => {
    expect(await refusal(restore(configOf('two'), file))).toMatch(/is in use by/);
    const server = started[0]!;
    expect(await refusal(saveBackup(server.deps.config, file))).toMatch(/is there already/);
  });

  test('what is cut off, changed, of another version or no backup is refused, and nothing of it stays, nor is anything written over', async () => {
    const whole = readFileSync(file);
    const text = gunzipSync(whole).toString();
    const damaged: [string, string | Buffer, RegExp][] = [
      ['cut', whole.subarray(0, whole.length - 40), /Cannot read|cut off/],
      ['changed', text.replace('你好', '再见'), /cut off or was changed/],
      ['short', text.slice(0, text.lastIndexOf('users\t')), /cut off or was changed/],
      ['later', text.replace('"version":1', '"version":2'), /version 2 of the format/],
      ['table', text.replace('"users":[', '"users\\"; drop table users; --":['), /of another version of FaceLogin/],
      ['column', text.replace('"users":["id"', '"users":["id) select 1; --"'), /of another version of FaceLogin/],
      ['none', 'hello\n', /no backup that can be restored/],
      ['empty', '', /cut off|Cannot read/],
    ];
    await onDatabase(configOf('five'), async ({ db }) => {
      for (const [name, content, told] of damaged) {
        const path = join(folder, `${name}.damaged`);
        writeFileSync(path, typeof content === 'string' ? gzipSync(content) : content);
        expect(await refusal(restoreBackup(db, path))).toMatch(told);
      }
      expect(await refusal(restoreBackup(db, join(folder, 'nowhere')))).toMatch(/Cannot read the backup/);
      expect((await restoreBackup(db, file)).rows).toBeGreaterThan(5);
      expect(await refusal(restoreBackup(db, file))).toMatch(/DatabaseError: The database is not empty \(users\)/);
    });
  });
});
