/** On PGlite alone: the commands go through the socket of a server, or open the embedded database themselves. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { putBlank } from '../../test/helpers/data/blank.ts';
import { command } from '../../test/helpers/server/command.ts';
import { commandHere } from '../../test/helpers/server/command-here.ts';
import { testDeps } from '../../test/helpers/site/deps.ts';
import { loadConfig } from '../config.ts';
import { openDatabase } from '../db/open.ts';
import { users } from '../db/schema.ts';
import { silentLog } from '../log.ts';
import { commandsOn } from '../server/commands.ts';
import { listenForCommands } from '../server/socket.ts';

setDefaultTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'facelogin-apps-'));
const [served, alone] = [join(folder, 'served'), join(folder, 'alone')];
const closing: (() => Promise<unknown>)[] = [];

/** An account in a data folder. */
async function fill(data: string) {
  const opened = await openDatabase(loadConfig({ FACELOGIN_DATA: data, DATABASE_URL: '' }), silentLog);
  const anna = { username: 'anna', usernameKey: 'anna', displayName: 'Anna', passwordHash: '' };
  await opened.db.insert(users).values(anna);
  return opened;
}

beforeAll(async () => {
  for (const data of [served, alone]) await putBlank(data);
  await (await fill(alone)).close();
  const { db, close } = await fill(served);
  const config = loadConfig({ FACELOGIN_DATA: served, DATABASE_URL: '' });
  closing.push(close, await listenForCommands(config, commandsOn(await testDeps({ db, config }))));
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  rmSync(folder, { recursive: true });
});

const options = (data: string) => ({ env: { FACELOGIN_DATA: data } });
const run = (data: string, ...args: string[]) => commandHere(['apps', ...args], options(data));

const file = (name: string) => join(folder, name);
const app = { slug: 'wiki', name: 'Wiki', origins: ['https://wiki.example.com'], forwardAuth: true, people: ['anna'] };
const written = { facelogin: 1, groups: [{ name: 'family', members: ['anna'] }], applications: [app] };

test('what one server exports another imports, and exports the same', async () => {
  writeFileSync(file('by-hand.json'), JSON.stringify(written));
  expect((await run(served, 'list')).out).toBe('There is no application yet.\n');
  const done = await command(['apps', 'import', file('by-hand.json')], options(served));
  expect(done).toMatchObject({ code: 0, err: '' });
  expect(done.out).toContain('Applications added: wiki\nGroups added: family\n');
  expect((await run(served, 'list')).out).toBe('wiki  Wiki (forward auth)  https://wiki.example.com\n');
  expect((await run(served, 'export', file('out.json'))).code).toBe(0);
  expect(statSync(file('out.json')).mode & 0o777).toBe(0o600);
  expect((await run(alone, 'import', file('out.json'))).code).toBe(0);
  expect((await run(alone, 'export')).out).toBe(readFileSync(file('out.json'), 'utf8'));
});

test('a problem is told with its place, ends with 1, and nothing is written', async () => {
  const bad = { ...written, applications: [{ ...app, slug: 'other', origins: ['https://wiki.example.com/x'] }] };
  writeFileSync(file('bad.json'), JSON.stringify(bad));
  const { code, out } = await command(['apps', 'import', file('bad.json')], options(served));
  expect(code).toBe(1);
  expect(out).toContain('applications[0].origins[0]: Write it like https://');
  expect(out).toContain('Nothing was imported.');
  expect((await run(served, 'list')).out).not.toContain('other');
});

test('a dry run writes nothing', async () => {
  writeFileSync(file('dry.json'), JSON.stringify({ facelogin: 1, applications: [{ slug: 'dry', name: 'Dry' }] }));
  const { code, out } = await run(served, 'import', file('dry.json'), '--dry-run');
  expect(code).toBe(0);
  expect(out).toContain('Applications added: dry');
  expect(out).toContain('nothing was written');
  expect((await run(served, 'list')).out).not.toContain('dry');
});

test('what cannot be meant is refused in one line', async () => {
  writeFileSync(file('text'), 'not JSON');
  for (const args of [
    ['list', 'x'],
    ['import'],
    ['export', 'a', 'b'],
    ['list', '--dry-run'],
    ['import', file('text')],
  ]) {
    const { code, err } = await run(served, ...args);
    expect(code).toBe(1);
    expect(err.trim().split('\n')).toHaveLength(1);
  }
  const { code, err } = await command(['apps'], options(served));
  expect([code, err.trim().split('\n').length]).toEqual([1, 1]);
  // It never overwrites.
  expect((await run(served, 'export', file('text'))).code).toBe(1);
  expect(readFileSync(file('text'), 'utf8')).toBe('not JSON');
  expect(existsSync(file('nothing'))).toBe(false);
});
