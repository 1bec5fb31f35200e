/** What Caddy does before FaceLogin, with a server behind it that answers with what reached it. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { describeIf } from '../helpers/need.ts';
import { type Caddy, findCaddy, startCaddy } from '../helpers/server/caddy.ts';
import { freePort } from '../helpers/server/server.ts';

/** Servers and browsers take their time to start on a busy machine. */
setDefaultTimeout(120_000);

const program = findCaddy();

type Echo = { headers: Record<string, string>; bytes: number };

describeIf(program, 'Caddy', 'caddy is not installed (Debian: apt-get install caddy)', () => {
  let caddy: Caddy;
  const upstream = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    maxRequestBodySize: 64 * 1_048_576,
    fetch: async (request) => {
      const bytes = (await request.arrayBuffer()).byteLength;
      const body: Echo & { filler: string } = { headers: request.headers.toJSON(), bytes, filler: 'x'.repeat(4_096) };
      return Response.json(body, { headers: { 'Strict-Transport-Security': 'max-age=1' } });
    },
  });

  beforeAll(async () => {
    caddy = await startCaddy(program!, await freePort(), upstream.port!);
  });
  afterAll(async () => {
    await caddy?.stop();
    await upstream.stop(true);
  });

  const ask = (init: RequestInit = {}, url = caddy.url) => fetch(url, { ...init, tls: { ca: caddy.authority } });

  test('serves localhost by https, with a certificate of its own authority', async () => {
    expect((await ask()).status).toBe(200);
    await expect(fetch(caddy.url)).rejects.toThrow();
  });

  test('says where the request came from, whatever the client says', async () => {
    const lies = { 'X-Forwarded-For': '203.0.113.9', 'X-Forwarded-Proto': 'http', 'X-Forwarded-Host': 'evil.example' };
    const { headers } = (await (await ask({ headers: lies })).json()) as Echo;
    expect(headers['x-forwarded-for']).toMatch(/^(127\.0\.0\.1|::1)$/);
    expect(headers['x-forwarded-proto']).toBe('https');
    expect(headers['x-forwarded-host']).toBe(new URL(caddy.url).host);
  });

  test.each([
    'Remote-User',
    'Remote_User',
    'Remote-Email',
    'Remote-Groups',
    'X-Remote-User',
    'X-Forwarded-User',
    'X_Forwarded_User',
    'X-Forwarded-Email',
    'X-Forwarded-Groups',
    'X-Forwarded-Preferred-Username',
    'X_Forwarded_For',
    'X-Forwarded-Prefix',
    'X-Auth-Request-User',
    'X-Real-IP',
    'X_Real_IP',
    'True-Client-IP',
    'CF-Connecting-IP',
    'Forwarded',
  ])('lets no %s of the client through', async (name) => {
    const { headers } = (await (await ask({ headers: { [name]: 'root', 'X-Kept': 'yes' } })).json()) as Echo;
    expect(headers['x-kept']).toBe('yes');
    expect(headers[name.toLowerCase()]).toBeUndefined();
  });

  test('lets the largest clip through', async () => {
    const { bytes } = (await (await ask({ method: 'POST', body: new Uint8Array(17 * 1_048_576) })).json()) as Echo;
    expect(bytes).toBe(17 * 1_048_576);
  });

  test('refuses a body over 20 MB', async () => {
    const response = await ask({ method: 'POST', body: new Uint8Array(21 * 1_000_000) });
    expect(response.status).toBeGreaterThanOrEqual(400);
  });

  test.each(['/metrics', '/metrics/', '/%6detrics', '//metrics', '/METRICS', '/x/../metrics'])(
    'lets nobody see the figures by %s',
    async (path) => {
      expect((await ask({}, caddy.url + path)).status).toBe(404);
    },
  );

  test('compresses', async () => {
    const response = await ask({ headers: { 'Accept-Encoding': 'gzip' } });
    expect(response.headers.get('content-encoding')).toBe('gzip');
  });

  test('promises no https for good where its own authority signed the certificate', async () => {
    expect((await ask()).headers.get('strict-transport-security')).toBeNull();
  });

  test('promises https for a year for a public name', async () => {
    const port = await freePort();
    // A plain-http site of the same Caddyfile: a public certificate cannot be had in a test.
    const open = await startCaddy(program!, port, upstream.port!, {
      FACELOGIN_DOMAIN: `http://localhost:${port}`,
      FACELOGIN_TLS: 'somebody@example.org',
    });
    try {
      const response = await fetch(`http://localhost:${port}/`);
      expect(response.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
    } finally {
      await open.stop();
    }
  });
});
