/** A machine that takes six seconds for a frame: nothing restarts, whoever waits is told, and so is the operator. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../helpers/root.ts';
import { type Server, startServer } from '../helpers/server/server.ts';
import { picture, until } from '../helpers/vision/engine.ts';

setDefaultTimeout(300_000);

/** Milliseconds between two tries. */
const PAUSE_MS = 250;

describe('a slow machine', () => {
  const data = mkdtempSync(join(tmpdir(), 'facelogin-slow-'));
  const worker = new URL('../helpers/vision/slow-worker.ts', import.meta.url).href;
  const env = { FACELOGIN_DATA: data, FACELOGIN_TEST_WORKER: worker, FACELOGIN_VISION_WORKERS: '1' };
  let server: Server;
  let frame: Uint8Array<ArrayBuffer>;

  beforeAll(async () => {
    frame = new Uint8Array(await picture());
    server = await startServer({ env, short: true });
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(data, { recursive: true, force: true });
  });

  let clients = 0;
  async function post() {
    const url = `http://localhost:${server.port}`;
    const body = new FormData();
    body.append('begin', '1');
    body.append('frame', new Blob([frame], { type: 'image/png' }), 'frame.png');
    const address = `10.1.0.${clients++}`;
    const headers = { Origin: url, 'X-Forwarded-For': address, 'HX-Request': 'true' };
    const response = await fetch(`${url}/login/face/frame`, { method: 'POST', body, headers });
    return { status: response.status, retryAfter: response.headers.get('Retry-After'), text: await response.text() };
  }

  const isAnswered = async () => (await post()).status === 200;

  test('is told at the start, with the measured time', async () => {
    await until(() => server.output().includes('too slow'));
    expect(server.output()).toMatch(
      /This machine is too slow: it takes (?:[6-9]|\d\d)(?:\.\d)? s for a picture of a face\./,
    );
  });

  test('answers the frame that it looks at, and tells the others that it is busy, in one line of the log', async () => {
    const first = post();
    const others = await Promise.all(Array.from({ length: 40 }, () => post()));
    const refused = others.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThanOrEqual(39);
    for (const { text, retryAfter } of refused) {
      expect([text.includes('The server is busy.'), retryAfter]).toEqual([true, '2']);
    }
    const answered = (await first).status === 200 || others.some(({ status }) => status === 200);
    // On a busy machine a frame may take longer than its deadline.
    if (!answered) await until(isAnswered, PAUSE_MS);
    await until(() => server.output().includes('POST /login/face/frame'));
    const lines = server.output().split('\n');
    expect(lines.filter((line) => line.includes('/login/face/frame'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('    at ') || line.includes('\\nat '))).toEqual([]);
  });

  test('is found too slow by the doctor, and the server never had to start again', async () => {
    const doctor = Bun.spawnSync(['npm', 'run', '--silent', 'facelogin', '--', 'doctor'], {
      cwd: projectRoot,
      env: { ...process.env, DATABASE_URL: '', ...env, PORT: String(server.port) },
    });
    expect(doctor.stdout.toString()).toMatch(
      /\[ !! \] Vision workers: This machine is too slow: it takes (?:[6-9]|\d\d)(?:\.\d)? s/,
    );
    expect(doctor.exitCode).toBe(1);
    await until(isAnswered, PAUSE_MS);
    expect(server.output()).not.toContain('starting it again');
    expect(server.output()).not.toContain('hangs');
  });

  test('goes with its supervisor when that is killed', async () => {
    const [child] = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8').trim().split(' ');
    expect(existsSync(`/proc/${child}`)).toBe(true);
    process.kill(server.pid, 'SIGKILL');
    await until(() => !existsSync(`/proc/${child}`), PAUSE_MS);
  });
});
