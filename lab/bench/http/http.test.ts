import { afterEach, describe, expect, test } from 'bun:test';
import { createServer, type Server } from 'node:http';
import sharp from 'sharp';
import { openBrowser } from './browser.ts';
import { load } from './load.ts';

type Seen = { cookie: string; address: string; body: Buffer };

const jpeg = new Uint8Array(
  await sharp({ create: { width: 64, height: 48, channels: 3, background: '#987' } })
    .jpeg()
    .toBuffer(),
);
let server: Server | undefined;

afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

/** A server that remembers what it is sent and answers as told. */
async function listen(status: (seen: Seen, count: number) => number): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { cookie = '', 'x-forwarded-for': address = '' } = request.headers;
    const one = { cookie, address: String(address), body: Buffer.concat(parts) };
    seen.push(one);
    response.statusCode = status(one, seen.length);
    response.setHeader('Retry-After', '2');
    if (cookie === '') response.setHeader('Set-Cookie', `attempt=${seen.length}; Path=/; HttpOnly`);
    response.end('<div id="poll"></div>');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server!.once('listening', resolve));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address!.port : 0}`, seen };
}

function imageOf({ body }: Seen): Buffer {
  return body.subarray(body.indexOf(Buffer.from([0xff, 0xd8])), body.lastIndexOf(Buffer.from([0xff, 0xd9])) + 2);
}

describe('a browser of the bench', () => {
  test('begins an attempt, goes on with its cookie, and sends other bytes of the same picture each time', async () => {
    const { url, seen } = await listen(() => 200);
    const browser = openBrowser(url, jpeg);
    for (let i = 0; i < 3; i++) expect(await browser.post()).toBe('judged');
    expect(seen.map(({ cookie }) => cookie)).toEqual(['', 'attempt=1', 'attempt=1']);
    expect(seen.map(({ body }) => body.includes('name="begin"'))).toEqual([true, false, false]);
    expect(new Set(seen.map(({ body }) => body.toString('latin1'))).size).toBe(3);
    for (const one of seen) expect(await sharp(imageOf(one)).metadata()).toMatchObject({ width: 64, height: 48 });
  });

  test('begins again before the attempt has had all its frames, from another address', async () => {
    const { url, seen } = await listen(() => 200);
    const browser = openBrowser(url, jpeg);
    for (let i = 0; i < 40; i++) await browser.post();
    expect(seen.filter(({ cookie }) => cookie === '').length).toBe(2);
    expect(new Set(seen.map(({ address }) => address)).size).toBe(2);
  });

  test('begins again after an answer that the attempt is over', async () => {
    const { url, seen } = await listen((_, count) => (count === 2 ? 410 : 200));
    const browser = openBrowser(url, jpeg);
    expect([await browser.post(), await browser.post(), await browser.post()]).toEqual(['judged', 'over', 'judged']);
    expect(seen.map(({ cookie }) => cookie)).toEqual(['', 'attempt=1', '']);
  });

  test('takes a 503 with Retry-After for a frame that was not judged, and any other answer for a fault', async () => {
    const { url } = await listen((_, count) => (count === 1 ? 503 : 429));
    const browser = openBrowser(url, jpeg);
    expect(await browser.post()).toBe('refused');
    await expect(browser.post()).rejects.toThrow('A frame was answered 429.');
  });
});

describe('many of them', () => {
  const given = { clients: 3, interval: 20, seconds: 0.2, image: jpeg, sessionMs: 100 };

  test('count what was judged apart from what was refused', async () => {
    const { url } = await listen((_, count) => (count % 2 === 0 ? 503 : 200));
    const result = await load({ url, pid: 0, settings: {}, rssMiB: () => undefined }, given);
    expect(result.clients).toBe(3);
    expect(result.framesPerSecond).toBeGreaterThan(0);
    expect(result.refused503).toBeGreaterThan(0);
  });

  test('do not take a server that judges nothing for a busy one', async () => {
    const { url } = await listen(() => 503);
    await expect(load({ url, pid: 0, settings: {}, rssMiB: () => undefined }, given)).rejects.toThrow(
      'The server judged no frame.',
    );
  });
});
