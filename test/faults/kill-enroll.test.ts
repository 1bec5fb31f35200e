/** kill -9 in the midst of an enrollment: either the old templates or the new ones, never a mixture. */
import { afterAll, expect, setDefaultTimeout, test } from 'bun:test';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onDatabase } from '../../src/cli/data.ts';
import { loadConfig } from '../../src/config.ts';
import { putBlank } from '../helpers/data/blank.ts';
import { seedsOf, storedOf, TEMPLATES } from '../helpers/data/enroll-forever.ts';
import { addUser, enrollFace } from '../helpers/data/faces.ts';
import { projectRoot } from '../helpers/root.ts';
import { template } from '../helpers/vision/engine.ts';

setDefaultTimeout(300_000);

const data = mkdtempSync(join(tmpdir(), 'facelogin-kill-'));
const env = { FACELOGIN_DATA: data, DATABASE_URL: '', FACELOGIN_TEMPLATE_KEY: '07'.repeat(32) };
const config = loadConfig(env);
afterAll(() => rmSync(data, { recursive: true }));

type Run = { found: string[]; committed: number };

/**
 * Runs the enrollments and kills them so many milliseconds after the third.
 * @returns the templates that it found at its start, and the last generation that it committed.
 */
async function killed(userId: string, from: number, milliseconds: number): Promise<Run> {
  const script = join(projectRoot, 'test/helpers/data/enroll-forever.ts');
  const child = spawn(process.execPath, [script, userId, String(from)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  let lines = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text;
    lines += text.split('\n').length - 1;
    if (lines >= 4) setTimeout(() => child.kill('SIGKILL'), milliseconds);
  });
  await new Promise((resolve) => child.once('close', resolve));
  const [found = '', ...generations] = told.trim().split('\n');
  return { found: found.split(','), committed: Number(generations.at(-1)) };
}

/** The templates are those of one generation: `committed`, or the one after it. */
function expectWhole(found: readonly string[], committed: number): void {
  const of = (one: number) => seedsOf(one).map((seed) => Buffer.from(template(seed).bytes).toString('hex'));
  expect(found).toHaveLength(TEMPLATES);
  const whole = [committed, committed + 1].filter((one) => of(one).sort().join() === found.join());
  expect(whole).toHaveLength(1);
}

test('a killed enrollment leaves one whole generation of templates, the last committed one or the one after', async () => {
  await putBlank(data);
  const userId = await onDatabase(config, async (deps) => {
    const id = await addUser(deps, 'anna');
    await enrollFace(deps, id, ...seedsOf(1));
    return id;
  });
  let before = 1;
  for (const milliseconds of [0, 3, 21]) {
    const { found, committed } = await killed(userId, before + 2, milliseconds);
    // What the process before it left behind.
    expectWhole(found, before);
    before = committed;
  }
  expectWhole(await onDatabase(config, (deps) => storedOf(userId, deps)), before);
});
