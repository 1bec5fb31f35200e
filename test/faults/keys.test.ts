/** `keys rotate` that is killed at any point: every stored template stays readable by a key that is on the disk. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enrollPeople } from '../../lab/bench/enroll.ts';
import { loadConfig } from '../../src/config.ts';
import { loadTemplateKeys } from '../../src/crypto/templates.ts';
import { openDatabase } from '../../src/db/open.ts';
import { faceTemplates } from '../../src/db/schema.ts';
import { decryptTemplate } from '../../src/faces/load.ts';
import { silentLog } from '../../src/log.ts';
import { putBlank } from '../helpers/data/blank.ts';
import { projectRoot } from '../helpers/root.ts';
import { commandHere } from '../helpers/server/command-here.ts';

setDefaultTimeout(300_000);

/** Three transactions of a rotation. */
const PEOPLE = 60;
const data = mkdtempSync(join(tmpdir(), 'facelogin-keys-'));
const env = { FACELOGIN_DATA: data, DATABASE_URL: '', FACELOGIN_TEMPLATE_KEY: '', FACELOGIN_KEYS_DIR: '' };
const config = loadConfig(env);
const running: ReturnType<typeof spawn>[] = [];

beforeAll(async () => {
  await putBlank(data);
  await enrollPeople(config, PEOPLE);
});
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(data, { recursive: true });
});

/** Runs `keys rotate`, and kills it so many milliseconds after the key folder changed for the n-th time. */
async function killRotation(killAfter: { changes: number; milliseconds: number }): Promise<void> {
  const child = spawn(process.execPath, ['src/cli.ts', 'keys', 'rotate'], {
    cwd: projectRoot,
    env: { ...process.env, ...env },
    stdio: 'ignore',
  });
  running.push(child);
  let changes = 0;
  const watcher = watch(config.keysDir, () => {
    if (++changes === killAfter.changes) setTimeout(() => child.kill('SIGKILL'), killAfter.milliseconds);
  });
  await new Promise((resolve) => child.once('exit', resolve));
  watcher.close();
}

/** Every stored row opens by the keys on the disk. @returns the ids of the keys that are in use. */
async function readAll(): Promise<string[]> {
  const { db, close } = await openDatabase(config, silentLog);
  try {
    const keys = loadTemplateKeys(config);
    const rows = await db.select().from(faceTemplates);
    for (const row of rows) decryptTemplate(row, keys);
    expect(rows).toHaveLength(PEOPLE * 5);
    return [...new Set(rows.map(({ keyId }) => keyId))];
  } finally {
    await close();
  }
}

test.each([
  { changes: 1, milliseconds: 0 },
  { changes: 3, milliseconds: 0 },
  { changes: 5, milliseconds: 100 },
])('killed $milliseconds ms after change $changes of the key folder', async (killAfter) => {
  await killRotation(killAfter);
  await readAll();
  for (const name of readdirSync(config.keysDir).filter((one) => one.endsWith('.key'))) {
    expect(readFileSync(join(config.keysDir, name), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  }
});

test('and a rotation that is let finish leaves one key for all of it', async () => {
  expect(await commandHere(['keys', 'rotate'], { env })).toMatchObject({ code: 0 });
  expect(await readAll()).toEqual([loadTemplateKeys(config).keyId]);
});
