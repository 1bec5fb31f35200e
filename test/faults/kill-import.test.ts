/** kill -9 of the server in the midst of an import: no row is lost, none is half, and the next run goes on. */
import { afterAll, expect, setDefaultTimeout, test } from 'bun:test';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config.ts';
import { auditEvents, faceTemplates, users } from '../../src/db/schema.ts';
import { askServer } from '../../src/server/ask.ts';
import { findClips } from '../helpers/camera/clips.ts';
import { framesOf } from '../helpers/camera/pictures.ts';
import { putBlank } from '../helpers/data/blank.ts';
import { describeIf } from '../helpers/need.ts';
import { command, onBun } from '../helpers/server/command.ts';
import { commandHere } from '../helpers/server/command-here.ts';
import { startRunning } from '../helpers/server/running.ts';
import { freePort } from '../helpers/server/server.ts';
import { until } from '../helpers/until.ts';

setDefaultTimeout(300_000);

const PEOPLE = 12;
const found = findClips();

describeIf('clips' in found ? found : undefined, 'a killed import', 'missing' in found ? found.missing : '', () => {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-kill-import-'));
  const [data, photos, csv] = [join(folder, 'data'), join(folder, 'photos'), join(folder, 'people.csv')];
  const env = {
    ...{ FACELOGIN_DATA: data, DATABASE_URL: '', FACELOGIN_VISION_WORKERS: '1', FACELOGIN_TEMPLATE_KEY: '' },
    // Everybody has the same picture.
    FACELOGIN_DUPLICATE_FACES: 'allow',
  };
  const config = loadConfig(env);
  let server: ChildProcess | undefined;
  afterAll(() => {
    server?.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  async function start(): Promise<ChildProcess> {
    const [program, ...words] = onBun('src/main.ts');
    const port = String(await freePort());
    server = spawn(program!, words, {
      env: { ...process.env, ...env, PORT: port },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    server.stdout!.on('data', (text: Buffer) => {
      out += text;
    });
    await until(() => out.includes('FaceLogin is at '));
    return server;
  }
  async function kill(child: ChildProcess): Promise<void> {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }
  const IMPORT = ['import', 'people', csv, '--photos', photos];
  async function imported(): Promise<number> {
    let text = '';
    await askServer(config, 'people-export', 'json', async (piece) => {
      text += piece;
    });
    return JSON.parse(text).people.length;
  }

  test('goes on with the rows that are left', async () => {
    mkdirSync(photos);
    await putBlank(data);
    const [picture] = await framesOf('cap13_edit2', 1);
    const rows = Array.from({ length: PEOPLE }, (_, n) => `person${n},${n}.jpg,"B. Maier, 2026-03-01"`);
    for (let n = 0; n < PEOPLE; n++) writeFileSync(join(photos, `${n}.jpg`), picture!);
    writeFileSync(csv, `name,photos,consent\n${rows.join('\n')}\n`);
    const first = await start();
    const running = command(IMPORT, { env });
    await until(async () => (await imported()) >= 3, 20);
    await kill(first);
    const cut = await running;
    expect(cut.code).toBe(1);
    expect(cut.err.trim().split('\n')).toHaveLength(1);
    const second = await startRunning(env);
    const before = await imported();
    expect(before).toBeGreaterThanOrEqual(3);
    expect(before).toBeLessThan(PEOPLE);
    const rest = await commandHere(IMPORT, { env });
    expect(rest.out).toContain(`Added: ${PEOPLE - before}.`);
    expect(rest.out).toContain(`Done before: ${before}.`);
    expect(rest.code).toBe(0);
    const { db } = second.deps;
    expect(await db.$count(users)).toBe(PEOPLE);
    const templates = await db.select().from(faceTemplates);
    expect(new Set(templates.map(({ sampleId }) => sampleId)).size).toBe(PEOPLE);
    expect(new Set(templates.map(({ userId }) => userId)).size).toBe(PEOPLE);
    const kinds = (await db.select().from(auditEvents)).map(({ kind }) => kind);
    for (const kind of ['person-added', 'picture-added']) {
      expect(kinds.filter((one) => one === kind)).toHaveLength(PEOPLE);
    }
    await second.close();
  });
});
