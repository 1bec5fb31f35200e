import { beforeAll, describe, expect, test } from 'bun:test';
import { Hono } from 'hono';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { testDeps } from '../../test/helpers/site/deps.ts';
import { confirmAt, openSite, registerAt, type Visitor } from '../../test/helpers/site/site.ts';
import { AppError } from '../errors.ts';
import type { Env } from '../http/env.ts';
import { FORM_BYTES, needs } from '../http/needs.ts';
import { VisionError } from '../vision/protocol.ts';

/** The one file of routes of a new feature. */
const newRoutes = new Hono<Env>()
  .post('/new/frame', needs({ body: 2 * FORM_BYTES, quiet: true }), async (c) =>
    c.text(String((await c.req.arrayBuffer()).byteLength)),
  )
  .post('/new/slow', needs({ deadline: 30 }), () => new Promise<Response>(() => {}))
  .post('/new/late', needs({ deadline: 30 }), () => new Promise<Response>(() => {}))
  .post('/new/full', needs({ quiet: true }), () => {
    throw new VisionError('busy', 'The vision queue is full');
  })
  .post('/new/often', () => {
    throw new AppError('throttled', { retryAfter: 30 });
  })
  .post('/new/broken', needs({ quiet: true }), () => {
    throw new TypeError('broken');
  })
  .post('/new/clip', needs({ body: 9 * FORM_BYTES, session: 'signed-in' }), (c) => c.text(c.var.session!.username))
  .post('/new/careful', needs({ session: 'sudo' }), (c) => c.text('done'))
  .post('/new/machine', needs({ csrf: 'machine' }), (c) => c.text(c.var.session ? 'a person' : 'a machine'))
  .post('/new/plain', async (c) => c.text(String((await c.req.arrayBuffer()).byteLength)));

let app: Hono<Env>;
let origin: string;
let person: Visitor;
const lines: string[] = [];
beforeAll(async () => {
  await truncateAll();
  const write = (message: string, fields = {}) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const deps = await testDeps({ log: { info: write, warn: write, error: write } });
  const site = openSite(deps);
  app = site.app.route('/', newRoutes);
  origin = deps.config.publicUrl;
  person = site.visitor();
  await registerAt(person, 'anna');
  await confirmAt(person);
});

const ours = () => ({ Origin: origin });
const bytes = (length: number) => new Uint8Array(length);
async function post(path: string, body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = ours()) {
  return app.request(origin + path, { method: 'POST', body, headers });
}

describe('a new address needs one file', () => {
  test('its body may have the size that it declares; any other body may have the size of a form', async () => {
    expect(await (await post('/new/frame', bytes(2 * FORM_BYTES))).text()).toBe(String(2 * FORM_BYTES));
    expect((await post('/new/frame', bytes(2 * FORM_BYTES + 1))).status).toBe(413);
    expect(await (await post('/new/plain', bytes(FORM_BYTES))).text()).toBe(String(FORM_BYTES));
    expect((await post('/new/plain', bytes(FORM_BYTES + 1))).status).toBe(413);
  });

  test('it has the time limit that it declares', async () => {
    const response = await post('/new/slow', bytes(1));
    expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '2']);
  });

  test('it gets a line in the log unless it declares itself quiet', async () => {
    lines.length = 0;
    await post('/new/frame', bytes(1));
    await post('/new/plain', bytes(1));
    expect(lines).toEqual([expect.stringMatching(/^POST \/new\/plain \{"status":200,"ms":\d+\}$/)]);
  });

  test('refusals for now share one line of the log, without a stack; so do addresses that do not exist', async () => {
    lines.length = 0;
    for (let i = 0; i < 40; i++) {
      expect((await post('/new/full', bytes(1))).status).toBe(503);
      expect((await post('/new/often', bytes(1))).status).toBe(429);
      expect((await post(`/nothing/${i}`, bytes(1))).status).toBe(404);
    }
    expect((await post('/new/late', bytes(1))).status).toBe(503);
    expect(lines).toEqual([
      'POST /new/full {"status":503,"code":"busy","cause":"VisionError busy: The vision queue is full","count":1}',
      'POST /new/often {"status":429,"code":"throttled","count":1}',
      'POST none {"status":404,"count":1}',
      'POST /new/late {"status":503,"code":"busy","cause":"Error: no answer in time","count":1}',
    ]);
  });

  test('an error that nobody expects has a line and its stack each time', async () => {
    lines.length = 0;
    for (let i = 0; i < 2; i++) expect((await post('/new/broken', bytes(1))).status).toBe(500);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^internal .*TypeError: broken.*\\nat /);
  });

  test('another site cannot post to it; where it declares so, a machine can, without a session', async () => {
    expect((await post('/new/plain', bytes(1), { Origin: 'https://evil.example' })).status).toBe(403);
    expect(await (await person.post('/new/machine', {}, { Origin: 'https://evil.example' })).text()).toBe('a machine');
  });

  test('the server refuses a request without a session before it reads the body', async () => {
    let read = 0;
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) =>
      read++ < 8 ? controller.enqueue(bytes(FORM_BYTES)) : controller.close();
    const headers = { ...ours(), 'Transfer-Encoding': 'chunked' };
    const request = new Request(`${origin}/new/clip`, {
      method: 'POST',
      headers,
      body: new ReadableStream({ pull }),
    });
    expect((await app.request(request)).status).toBe(401);
    expect(read).toBeLessThan(2);
    expect(await (await person.post('/new/clip')).text()).toBe('anna');
  });

  test('a careful one needs the password of the last minutes', async () => {
    expect((await post('/new/careful', bytes(1))).status).toBe(401);
    expect(await (await person.post('/new/careful')).text()).toBe('done');
  });

  test('it answers another method with the one that it takes', async () => {
    const response = await app.request(`${origin}/new/plain`, { method: 'PUT', headers: ours() });
    expect([response.status, response.headers.get('Allow')]).toEqual([405, 'POST']);
  });
});

test('over plain http another machine can change the language, and nothing else', async () => {
  const ask = (path: string) => {
    const body = new URLSearchParams({ locale: 'zh', next: '/' });
    const headers = { 'Sec-Fetch-Site': 'same-origin' };
    return app.request(`http://192.168.1.5:3000${path}`, { method: 'POST', body, headers });
  };
  expect((await ask('/lang')).status).toBe(303);
  expect((await ask('/login')).status).toBe(403);
});
