/** Database, worker and process that go away under load: every request is answered, with nothing but 503 for an error. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { type Cluster, noCluster, startCluster } from '../helpers/data/cluster.ts';
import { describeIf } from '../helpers/need.ts';
import { type Server, startServer } from '../helpers/server/server.ts';
import { picture, until } from '../helpers/vision/engine.ts';
import { FAULTS } from '../helpers/vision/faults.ts';

setDefaultTimeout(300_000);

/** Milliseconds between two requests of a client: a fault lasts for many of them. */
const PAUSE_MS = 100;
/** The same where the server stretches a password. */
const DEAR_MS = 400;
type Answer = { path: string; status: number; retryAfter: string | null; body: string };

describeIf(!noCluster, 'under load', noCluster ?? '', () => {
  let cluster: Cluster;
  let server: Server;
  let url = '';
  let cookie = '';
  let frame: Uint8Array;

  beforeAll(async () => {
    cluster = await startCluster();
    const worker = new URL('../helpers/vision/faulty-worker.ts', import.meta.url).href;
    // With one worker, whose end is felt by everybody. The load run (`soak.test.ts`) has two.
    server = await startServer({ short: true, env: { DATABASE_URL: cluster.url, FACELOGIN_TEST_WORKER: worker } });
    url = `http://localhost:${server.port}`;
    frame = await picture();
    const body = new URLSearchParams({ username: 'anna', display_name: 'Anna', password: 'seven small stones' });
    const made = await fetch(`${url}/register`, { method: 'POST', body, headers: { Origin: url }, redirect: 'manual' });
    cookie = made.headers.get('Set-Cookie')?.split(';')[0] ?? '';
    expect(made.status).toBe(303);
  });
  afterAll(async () => {
    await server?.stop();
    await cluster?.stop();
  });

  let clients = 0;
  async function ask(path: string, init: RequestInit = {}): Promise<Answer> {
    const address = `10.1.${(clients >> 8) & 255}.${clients++ & 255}`;
    const headers = { Origin: url, 'X-Forwarded-For': address, Accept: 'text/html', ...init.headers };
    const response = await fetch(url + path, { ...init, headers, redirect: 'manual' });
    const body = await response.text();
    return { path, status: response.status, retryAfter: response.headers.get('Retry-After'), body };
  }
  function post(image: Uint8Array): Promise<Answer> {
    const body = new FormData();
    body.append('begin', '1');
    body.append('username', 'anna');
    body.append('frame', new Blob([new Uint8Array(image)], { type: 'image/png' }), 'frame.png');
    return ask('/login/face/frame', { method: 'POST', body, headers: { 'HX-Request': 'true' } });
  }
  const guess = () => new URLSearchParams({ username: `b${clients}`, password: 'wrong one' });
  const kinds: [() => Promise<Answer>, pause: number][] = [
    [() => ask('/'), PAUSE_MS],
    [() => ask('/account', { headers: { Cookie: cookie } }), PAUSE_MS],
    [() => ask('/login', { method: 'POST', body: guess() }), DEAR_MS],
    [() => post(frame), PAUSE_MS],
    [() => ask('/readyz'), PAUSE_MS],
  ];

  /**
   * Several clients that ask again and again while `fault` happens and until all is well again.
   * @param fault is given what they have been answered so far.
   */
  async function loaded(fault: (answers: readonly Answer[]) => Promise<void>): Promise<Answer[]> {
    const answers: Answer[] = [];
    let over = false;
    const loops = kinds.map(async ([kind, pause]) => {
      for (; !over; await Bun.sleep(pause)) answers.push(await kind());
    });
    const calm = () => until(async () => (await ask('/readyz')).status === 200, PAUSE_MS);
    await calm();
    await fault(answers);
    await calm();
    // Whatever waited has its answer, and the same requests succeed again.
    over = true;
    await Promise.all(loops);
    return answers;
  }

  /** Between two processes nobody listens: a proxy tells that, or the client asks again. */
  const isBack = async () => (await ask('/readyz').catch(() => undefined))?.status === 200;

  async function expectServed(answers: readonly Answer[]): Promise<void> {
    const wrong = answers.filter(({ status }) => status >= 500 && status !== 503);
    expect(wrong).toEqual([]);
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.filter(({ retryAfter }) => retryAfter === null)).toEqual([]);
    expect((await ask('/account', { headers: { Cookie: cookie } })).status).toBe(200);
    // One connection that answers does not mean that each is back.
    await until(async () => (await post(frame)).status === 200, PAUSE_MS);
  }

  test('a database that is stopped and started again', async () => {
    const answers = await loaded(async (seen) => {
      await cluster.halt();
      await until(() => seen.some(({ path, status }) => path === '/account' && status === 503));
      await cluster.resume();
    });
    await expectServed(answers);
    const page = answers.find(({ path, status }) => path === '/account' && status === 503);
    expect(page?.body).toContain('The server cannot reach its data just now.');
    expect(page?.body).toContain('</html>');
  });

  test('a worker that dies twice', async () => {
    const deadly = await picture(FAULTS.throw, 7);
    const own: Answer[] = [];
    const answers = await loaded(async () => {
      for (let i = 0; i < 2; i++) own.push(await post(deadly));
    });
    await expectServed([...answers, ...own]);
    expect(own.map(({ status }) => status)).toEqual([503, 503]);
  });

  test('a worker that hangs ends the process, which answers first and is started again with everybody in it', async () => {
    const hanging = await picture(FAULTS.hang, 7);
    const answer = await post(hanging);
    expect([answer.status, answer.retryAfter]).toEqual([503, '2']);
    await until(() => server.output().includes('starting it again, 1 of 5'));
    await until(isBack, PAUSE_MS);
    expect((await ask('/account', { headers: { Cookie: cookie } })).status).toBe(200);
    // One connection that answers does not mean that each is back.
    await until(async () => (await post(frame)).status === 200, PAUSE_MS);
  });
});
