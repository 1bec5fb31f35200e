/** On PGlite alone: the commands go through the socket of a server, or open the embedded database themselves. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { putBlank } from '../../test/helpers/data/blank.ts';
import { command } from '../../test/helpers/server/command.ts';
import { commandHere } from '../../test/helpers/server/command-here.ts';
import { testDeps } from '../../test/helpers/site/deps.ts';
import { loadConfig } from '../config.ts';
import { openDatabase } from '../db/open.ts';
import type { Deps } from '../deps.ts';
import { silentLog } from '../log.ts';
import { commandsOn } from '../server/commands.ts';
import { listenForCommands } from '../server/socket.ts';

setDefaultTimeout(120_000);

const data = mkdtempSync(join(tmpdir(), 'facelogin-settings-'));
let server: Deps;
let stopServer: () => Promise<void>;

beforeAll(async () => {
  await putBlank(data);
  const env = { FACELOGIN_DATA: data, DATABASE_URL: '', FACELOGIN_AUDIT_DAYS: '30' };
  const config = loadConfig(env);
  const { db, close } = await openDatabase(config, silentLog);
  server = await testDeps({ db, config, env });
  const stop = await listenForCommands(config, commandsOn(server));
  stopServer = async () => {
    await stop();
    await close();
  };
});
afterAll(() => rmSync(data, { recursive: true }));

const env = { FACELOGIN_DATA: data };
const run = (...args: string[]) => commandHere(args, { env });

test('a change is in force in the running server, and is listed with where it comes from', async () => {
  const changed = await command(['settings', 'set', 'registration', 'invite'], { env });
  expect(changed).toEqual({ code: 0, out: 'FACELOGIN_REGISTRATION is invite now, after open.\n', err: '' });
  expect(server.config.registration).toBe('invite');
  const { out } = await run('settings', 'list');
  expect(out).toMatch(/^FACELOGIN_REGISTRATION +changed +invite$/m);
  expect(out).toMatch(/^FACELOGIN_AUDIT_DAYS +environment +30$/m);
  expect(out).toMatch(/^FACELOGIN_TARGET_FMR +default +0\.0001$/m);
  expect((await run('invite')).out).not.toContain('works only with');
});

test('what cannot be meant, is fixed or needs another start is refused in one line', async () => {
  for (const [args, words] of [
    [['set', 'FACELOGIN_REGISTRATION', 'maybe'], 'Cannot use "maybe"'],
    [['set', 'FACELOGIN_AUDIT_DAYS', '7'], 'set in the environment of the server'],
    [['set', 'PORT', '80'], 'no setting that can change'],
    [['set', 'nonsense', '1'], 'is no setting'],
    [['set', 'registration'], 'Say what to do'],
  ] as const) {
    const { code, err } = await run('settings', ...args);
    expect([code, err.trim().split('\n').length]).toEqual([1, 1]);
    expect(err).toContain(words);
  }
});

test('without a server the same commands open the database', async () => {
  await stopServer();
  expect((await command(['settings', 'unset', 'registration'], { env })).out).toContain('is open now, after invite');
  const weaker = await run('settings', 'set', 'liveness', 'off');
  expect(weaker.out).toContain('This makes the sign-in weaker');
});
