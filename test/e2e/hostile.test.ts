/** The application behind a real Caddy, and alone: headers that a client must not send, and clients that dawdle. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { connect, type Socket } from 'node:net';
import { like } from 'drizzle-orm';
import { throttles } from '../../src/db/schema.ts';
import { LIMITS } from '../../src/limits.ts';
import { describeIf } from '../helpers/need.ts';
import { type Caddy, findCaddy, startCaddy } from '../helpers/server/caddy.ts';
import { freePort } from '../helpers/server/server.ts';
import { type Listening, listen } from '../helpers/site/listening.ts';

setDefaultTimeout(240_000);

const program = findCaddy();
const PASSWORD = 'seven small stones';

/** Seconds after which the server hangs up on a silent client: more than an upload's deadline, which answers first. */
const IDLE = 14;

let server: Listening;
let port: number;
/** What people open, behind Caddy. */
let open: string;
beforeAll(async () => {
  open = `localhost:${await freePort()}`;
  server = await listen({ env: { FACELOGIN_PUBLIC_URL: `https://${open}` }, idleTimeout: IDLE });
  port = Number(new URL(server.url).port);
});
afterAll(async () => {
  await server?.stop();
});

describeIf(program, 'behind Caddy', 'caddy is not installed (Debian: apt-get install caddy)', () => {
  let caddy: Caddy;
  beforeAll(async () => {
    caddy = await startCaddy(program!, Number(open.split(':')[1]), port);
  });
  afterAll(() => caddy?.stop());

  const ask = (path: string, init: RequestInit = {}) =>
    fetch(caddy.url + path, { redirect: 'manual', ...init, tls: { ca: caddy.authority } } as RequestInit);

  const LIES = {
    'X-Forwarded-For': '203.0.113.9',
    'X-Real-IP': '203.0.113.9',
    Forwarded: 'for=203.0.113.9;proto=http',
    'X-Forwarded-Proto': 'http',
    'X-Forwarded-Host': 'evil.example',
    'True-Client-IP': '203.0.113.9',
    'Remote-User': 'root',
    Remote_User: 'root',
    'X-Forwarded-User': 'root',
  };

  test('an address that a client claims is not believed, and nobody becomes somebody by a header', async () => {
    const form = new URLSearchParams({ username: 'anna', password: PASSWORD, display_name: '' });
    const made = await ask('/register', { method: 'POST', body: form, headers: { ...LIES, Origin: caddy.url } });
    expect(made.status).toBe(303);
    const cookies = made.headers.getSetCookie();
    expect(cookies.every((line) => /^__Host-\w+=.*; Secure/.test(line))).toBe(true);
    const cookie = cookies.map((line) => line.split(';')[0]).join('; ');
    const account = await (await ask('/account', { headers: { ...LIES, Cookie: cookie } })).text();
    expect(account).not.toContain('203.0.113.9');
    expect(account).not.toContain('evil.example');
    expect((await ask('/account', { headers: LIES })).status).toBe(303);
  });

  test('guesses from one client are one address, whatever it claims', async () => {
    const guess = async (i: number) => {
      const headers = { ...LIES, 'X-Forwarded-For': `198.51.100.${i}`, Origin: caddy.url };
      const form = new URLSearchParams({ username: `nobody.${i}`, password: 'wrong password', next: '/' });
      return (await ask('/login', { method: 'POST', body: form, headers })).status;
    };
    expect(await guess(0)).not.toBe(429);
    // As if the same client had guessed until only two more are free.
    const { db } = server.deps;
    const failures = LIMITS['password-address'].free - 2;
    await db.update(throttles).set({ failures }).where(like(throttles.kind, '%-address'));
    const statuses: number[] = [];
    for (let i = 1; i <= 5; i++) statuses.push(await guess(i));
    expect(statuses.slice(0, 2)).not.toContain(429);
    expect(statuses).toContain(429);
  });

  test('another host is not served, and gets into no answer', async () => {
    const response = await ask('/login', { headers: { Host: 'evil.example' } });
    expect(response.headers.get('Location') ?? '').not.toContain('evil.example');
    expect(await response.text()).not.toContain('evil.example');
  });
});

/** A connection that has said so much, and what comes back. */
async function dawdle(port: number, said: string): Promise<{ socket: Socket; ended: Promise<string> }> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  const ended = new Promise<string>((done) => {
    socket.on('data', (chunk) => {
      heard += chunk;
    });
    socket.on('error', () => done(heard)).on('close', () => done(heard));
  });
  await new Promise((open) => socket.once('connect', open));
  socket.write(said);
  return { socket, ended };
}

describe('alone', () => {
  test('uploads that stop half-way hold nobody up, are dropped, and are not answered as if they were whole', async () => {
    const head = (length: number) =>
      `POST /login/face/frame HTTP/1.1\r\nHost: ${open}\r\nOrigin: https://${open}\r\nX-Forwarded-Proto: https\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: ${length}\r\n\r\n--x\r\n`;
    const slow = await Promise.all(Array.from({ length: 100 }, () => dawdle(port, head(500_000))));
    const slower = await Promise.all(
      Array.from({ length: 100 }, () => dawdle(port, 'GET / HTTP/1.1\r\nHost: x\r\nX-')),
    );
    for (let i = 0; i < 20; i++) {
      expect((await fetch(`http://localhost:${port}/login`)).status).toBe(200);
    }
    const answers = await Promise.all(slow.map(({ ended }) => ended));
    expect(answers.filter((answer) => /^HTTP\/1.1 [23]/.test(answer))).toEqual([]);
    for (const { socket } of slower) socket.destroy();
    expect((await fetch(`http://localhost:${port}/login`)).status).toBe(200);
  });

  test('what is no HTTP at all does not end the server', async () => {
    const noise = [
      'GET / HTTP/9.9\r\n\r\n',
      'GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n',
      'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
      'POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /admin HTTP/1.1\r\nHost: x\r\n\r\n',
      'POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
      'POST /login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n',
      `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(1_000_000)}\r\n\r\n`,
      'TRACE / HTTP/1.1\r\nHost: x\r\nCookie: session=secret\r\n\r\n',
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
      '\0'.repeat(10_000),
    ];
    const answers = noise.map(async (said) => {
      const { socket, ended } = await dawdle(port, said);
      socket.end();
      return ended;
    });
    for (const answer of await Promise.all(answers)) {
      // 505 is the right word for a version that there is not.
      expect(answer).not.toMatch(/^HTTP\/1.1 50[0-4]/);
      expect(answer).not.toContain('session=secret');
      expect(answer).not.toContain('FaceLogin · Administration');
    }
    expect((await fetch(`http://localhost:${port}/login`)).status).toBe(200);
  });
});
