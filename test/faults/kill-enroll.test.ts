/** kill -9 in the midst of an enrollment: either the old templates or the new ones, never a mixture. */
import { afterAll, expect, setDefaultTimeout, test } from 'bun:test';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onDatabase } from '../../src/cli/data.ts';
import { loadConfig } from '../../src/config.ts';
import { decryptTemplate } from '../../src/faces/load.ts';
import { readTemplates } from '../../src/faces/templates.store.ts';
import { putBlank } from '../helpers/data/blank.ts';
import { seedsOf, TEMPLATES } from '../helpers/data/enroll-forever.ts';
import { addUser, enrollFace } from '../helpers/data/faces.ts';
import { projectRoot } from '../helpers/root.ts';
import { template } from '../helpers/vision/engine.ts';

setDefaultTimeout(300_000);

const data = mkdtempSync(join(tmpdir(), 'facelogin-kill-'));
const env = { FACELOGIN_DATA: data, DATABASE_URL: '', FACELOGIN_TEMPLATE_KEY: '07'.repeat(32) };
const config = loadConfig(env);
afterAll(() => rmSync(data, { recursive: true }));

/** Runs the enrollments and kills them so many milliseconds after the third. @returns the last one that was committed. */
async function killed(userId: string, from: number, milliseconds: number): Promise<number> {
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
    if (lines >= 3) setTimeout(() => child.kill('SIGKILL'), milliseconds);
  });
  await new Promise((resolve) => child.once('close', resolve));
  return Number(told.trim().split('\n').at(-1));
}

test('a killed enrollment leaves one whole generation of templates, the last committed one or the one after', async () => {
  await putBlank(data);
  const userId = await onDatabase(config, async (deps) => {
    const id = await addUser(deps, 'anna');
    await enrollFace(deps, id, ...seedsOf(1));
    return id;
  });
  let generation = 2;
  for (const milliseconds of [0, 1, 2, 3, 5, 8, 13, 21]) {
    const committed = await killed(userId, generation, milliseconds);
    const found = await onDatabase(config, async ({ db, keys }) =>
      (await readTemplates(db, userId)).map((row) => Buffer.from(decryptTemplate(row, keys).bytes).toString('hex')),
    );
    const of = (one: number) => seedsOf(one).map((seed) => Buffer.from(template(seed).bytes).toString('hex'));
    expect(found).toHaveLength(TEMPLATES);
    const whole = [committed, committed + 1].filter((one) => of(one).sort().join() === found.toSorted().join());
    expect(whole).toHaveLength(1);
    generation = committed + 2;
  }
});
