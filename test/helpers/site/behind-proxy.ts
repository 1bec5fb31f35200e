/** What has to hold behind every proxy. The application behind it answers with what reached it. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { addGroup, addMembers } from '../../../src/applications/groups.store.ts';
import { users } from '../../../src/db/schema.ts';
import type { Deps } from '../../../src/deps.ts';
import { truncateAll } from '../data/db.ts';
import { describeIf } from '../need.ts';
import { findProxy, type Installed, startProxy } from '../server/proxy.ts';
import { freePort } from '../server/server.ts';
import { headerOf, type Raw, sendRaw, upgrade } from '../server/tls-client.ts';
import { userNamed } from './admin.ts';
import { testConfig, testDeps } from './deps.ts';
import { addApp, type GatewayBrowser, openGateway } from './gateway.ts';

const BROWSER = ['Sec-Fetch-Mode: navigate', 'Accept: text/html'];
const SCRIPT = ['Sec-Fetch-Mode: cors', 'Accept: */*'];
type Echo = { app: string; url: string; headers: Record<string, string> };
const echo = ({ body }: Raw) => JSON.parse(body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1)) as Echo;

/** An application that tells what reached it, and greets whoever opens a WebSocket. */
function startApplication(app: string) {
  return Bun.serve<{ user: string }>({
    hostname: '127.0.0.1',
    port: 0,
    fetch(request, server) {
      const user = request.headers.get('Remote-User') ?? 'nobody';
      if (request.headers.get('Upgrade') === 'websocket' && server.upgrade(request, { data: { user } }))
        return undefined;
      return Response.json({ app, url: request.url, headers: request.headers.toJSON() });
    },
    websocket: { open: (socket) => void socket.send(`hello ${socket.data.user}`), message: () => {} },
  });
}

/** FaceLogin itself, with its own address for people. */
async function startFace(deps: Deps) {
  const gateway = openGateway(deps);
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: (request, bun) => gateway.app.fetch(request, { remoteAddress: bun.requestIP(request)?.address ?? '' }),
  });
  return { gateway, server };
}

/** The parts of one run: FaceLogin, two applications on unrelated hosts, the proxy before all of them. */
async function startAll(name: Installed) {
  await truncateAll();
  const port = await freePort();
  const [photos, wiki] = [`https://photos.example.com:${port}`, `https://wiki.example.net:${port}`];
  const config = testConfig({ FACELOGIN_PUBLIC_URL: 'https://face.example.org' });
  const deps = await testDeps({ config, clock: Object.assign(() => new Date(), { forward: () => {} }) });
  const { gateway, server } = await startFace(deps);
  const apps = { photos: startApplication('photos'), wiki: startApplication('wiki') };
  const strict = { ways: ['passkey' as const] };
  await addApp(deps.db, {
    origins: [photos],
    rules: [
      { match: 'prefix', path: '/public', open: true },
      { match: 'prefix', path: '/admin', open: false, policy: strict },
    ],
  });
  await addApp(deps.db, { slug: 'wiki', name: 'Wiki', origins: [wiki] });
  const sites = [
    { origin: photos, upstream: `127.0.0.1:${apps.photos.port}` },
    { origin: wiki, upstream: `127.0.0.1:${apps.wiki.port}` },
  ];
  const plan = { port, sites, facelogin: `127.0.0.1:${server.port}`, publicUrl: config.publicUrl };
  const stopProxy = await startProxy(name, plan);
  const stop = async () => {
    await stopProxy();
    await Promise.all([server, apps.photos, apps.wiki].map((one) => one.stop(true)));
  };
  return { deps, gateway, photos, wiki, stop };
}

/** Signs a browser in to an application through the proxy, step by step. @returns its Cookie header there. */
async function enter(browser: GatewayBrowser, origin: string, path = '/'): Promise<string> {
  const cookies = new Map<string, string>();
  const line = () => `Cookie: ${[...cookies].map(([name, value]) => `${name}=${value}`).join('; ')}`;
  let answer = await sendRaw(origin, path, BROWSER);
  for (let steps = 0; steps < 6; steps++) {
    for (const [name, value] of answer.headers) {
      const [, cookie, set] = name === 'set-cookie' ? (/^([^=]+)=([^;]*)/.exec(value) ?? []) : [];
      if (cookie) cookies.set(cookie, set!);
    }
    const location = headerOf(answer, 'location');
    if (answer.status !== 302 && answer.status !== 303) throw new Error(`answered ${answer.status}: ${answer.body}`);
    const url = new URL(location!);
    const target = url.pathname + url.search;
    if (url.origin === origin && target === path) return line();
    if (url.origin === origin) answer = await sendRaw(origin, target, [...BROWSER, line()]);
    else {
      const { headers, status } = await browser.face.get(target);
      answer = { status, headers: [['location', headers.get('Location') ?? '']], body: '' };
    }
  }
  throw new Error('the sign-in leads round in circles');
}

/** Runs the suite behind one proxy. @param debian the package that brings it. */
export function behindProxy(name: Installed, debian: string): void {
  setDefaultTimeout(120_000);
  describeIf(findProxy(name), `behind ${name}`, `${name} is not installed (Debian: apt-get install ${debian})`, () => {
    let run: Awaited<ReturnType<typeof startAll>>;
    let ana: GatewayBrowser;
    let cookie: string;
    beforeAll(async () => {
      run = await startAll(name);
      ana = await run.gateway.signedIn('ana');
      cookie = await enter(ana, run.photos, '/album?x=1');
    });
    afterAll(() => run?.stop());

    test('a page leads to the sign-in and back, and the application learns who asks', async () => {
      const { id } = await userNamed('ana');
      await addMembers(run.deps.db, (await addGroup(run.deps.db, '编辑', new Date()))!, [id]);
      await Bun.sleep(600);
      const { app, headers } = echo(await sendRaw(run.photos, '/album?x=1', [cookie, ...BROWSER]));
      expect([app, headers['remote-user'], headers['remote-sub']]).toEqual(['photos', 'ana', id]);
      expect(headers['remote-groups']).toBe('%E7%BC%96%E8%BE%91');
    });

    test.each([
      ...['Remote-User', 'remote-user', 'REMOTE-USER', 'Remote_User', 'remote_user', 'REMOTE_USER', 'rEmOtE_uSeR'],
      ...['Remote-Groups', 'Remote_Groups', 'Remote-Email', 'Remote_Email', 'Remote-Sub', 'Remote_Sub', 'Remote_Name'],
    ])('no client says who it is in %s', async (header) => {
      const lies = [`${header}: root`, `${header}: root`, `${header.toLowerCase()}: root`];
      for (const lines of [
        [cookie, ...lies],
        [...lies, cookie],
      ]) {
        const answer = echo(await sendRaw(run.photos, '/album', [...lines, ...BROWSER]));
        expect(Object.entries(answer.headers).filter(([, value]) => /root/.test(value))).toEqual([]);
        expect(answer.headers['remote-user']).toBe('ana');
      }
      const open = echo(await sendRaw(run.photos, '/public/x', [...lies, ...BROWSER]));
      expect(Object.entries(open.headers).filter(([, value]) => /root/.test(value))).toEqual([]);
    });

    test('no header that the connection is said to be about drops the identity', async () => {
      const lines = [cookie, 'Connection: Remote-User, X-Forwarded-Host, X-Forwarded-Uri', ...SCRIPT];
      const answer = await sendRaw(run.photos, '/album', lines);
      if (answer.status === 200) expect(echo(answer).headers['remote-user']).toBe('ana');
      else expect(answer.status).toBeGreaterThanOrEqual(400);
    });

    test('a client’s own words for the address count for nothing', async () => {
      const lies = ['X-Forwarded-Uri: /public', 'X-Forwarded-Method: OPTIONS', 'X-Original-URL: /public'];
      const hosts = [`X-Forwarded-Host: ${new URL(run.wiki).host}`, 'X-Forwarded-Proto: http', 'Forwarded: host=x'];
      const answer = await sendRaw(run.photos, '/private', [...lies, ...hosts, ...SCRIPT]);
      expect(answer.status).toBe(401);
    });

    test('a script without a session gets a 401 with the address of the sign-in', async () => {
      const answer = await sendRaw(run.photos, '/api', [...SCRIPT, `Referer: ${run.photos}/album`]);
      expect([answer.status, headerOf(answer, 'location')]).toEqual([401, undefined]);
      expect(headerOf(answer, 'x-facelogin-sign-in')).toBe(`${run.photos}/.facelogin/start?to=%2Falbum`);
    });

    test('an open path needs nobody, and carries empty identity headers or none', async () => {
      const { headers } = echo(await sendRaw(run.photos, '/public/logo.png', SCRIPT));
      expect(headers['remote-user'] ?? '').toBe('');
    });

    test('a path that asks for more leads to the missing step', async () => {
      const page = await sendRaw(run.photos, '/admin/users', [cookie, ...BROWSER]);
      expect([302, 303]).toContain(page.status);
      const { href } = new URL(headerOf(page, 'location')!);
      const start = await sendRaw(run.photos, href.slice(run.photos.length), [cookie, ...BROWSER]);
      const open = new URL(headerOf(start, 'location')!);
      const step = await ana.face.get(open.pathname + open.search);
      expect(step.headers.get('Location')).toStartWith('/step-up?need=passkey&app=photos');
      expect((await sendRaw(run.photos, '/admin/users', [cookie, ...SCRIPT])).status).toBe(401);
    });

    test.each([
      ...['/admin', '//admin', '/./admin', '/x/../admin', '/%61dmin', '/%2561dmin', '/ADMIN', '/admin;x', '/admin%2fx'],
      ...['/public/../admin', '/public/..%2fadmin', '/public/%2e%2e/admin', '/public/..;/admin', '/public%2f../admin'],
      ...['/public\\..\\admin', '/public/..\\admin', '/admin#/public', '/admin?/public', '/public/%252e%252e/admin'],
      ...['/.facelogin/../admin', '/.facelogin/%2e%2e/admin', '/.facelogin/..%2fadmin', '/.facelogin/..;/admin'],
    ])('%s is no way to a protected path', async (target) => {
      for (const lines of [[cookie, ...SCRIPT], SCRIPT]) {
        const answer = await sendRaw(run.photos, target, lines);
        expect(answer.status).toBeGreaterThanOrEqual(300);
        expect(answer.body).not.toContain('"app"');
      }
    });

    test('a WebSocket passes with a session, and does not without one', async () => {
      const open = await upgrade(run.photos, '/live', [cookie, 'Sec-Fetch-Mode: websocket']);
      expect([open.status, open.body.includes('hello ana')]).toEqual([101, true]);
      expect((await upgrade(run.photos, '/live', ['Sec-Fetch-Mode: websocket'])).status).toBe(401);
    });

    test('bodies and methods reach the application as they are', async () => {
      const answer = await sendRaw(run.photos, '/api', [cookie, ...SCRIPT, 'Content-Length: 0'], 'DELETE');
      expect(echo(answer).app).toBe('photos');
    });

    test('the cookie of one application is refused by the other', async () => {
      expect((await sendRaw(run.wiki, '/', [cookie, ...SCRIPT])).status).toBe(401);
      const own = await enter(ana, run.wiki);
      expect(echo(await sendRaw(run.wiki, '/', [own, ...BROWSER]))).toMatchObject({ app: 'wiki' });
      expect((await sendRaw(run.photos, '/', [own, ...SCRIPT])).status).toBe(401);
    });

    test('a refusal is a page in the product’s words', async () => {
      const unreadable = await sendRaw(run.photos, '/a%00b', [cookie, ...BROWSER]);
      // nginx and HAProxy refuse some addresses themselves.
      if (unreadable.status === 403) expect(unreadable.body).toContain('This address cannot be read');
      else expect(unreadable.status).toBe(400);
    });

    test('the page of signing out has its style sheet at the application’s own host', async () => {
      const page = await sendRaw(run.photos, '/.facelogin/logout', [cookie, ...BROWSER]);
      expect(page.body).toContain('href="/.facelogin/app.css"');
      const sheet = await sendRaw(run.photos, '/.facelogin/app.css', []);
      expect([sheet.status, headerOf(sheet, 'content-type')]).toEqual([200, 'text/css; charset=utf-8']);
    });

    test('whoever is disabled is out within a second', async () => {
      const bob = await run.gateway.signedIn('bob');
      const his = await enter(bob, run.photos);
      expect((await sendRaw(run.photos, '/', [his, ...SCRIPT])).status).toBe(200);
      await run.deps.db.update(users).set({ disabledAt: new Date() });
      const since = performance.now();
      while ((await sendRaw(run.photos, '/', [his, ...SCRIPT])).status === 200) {
        expect(performance.now() - since).toBeLessThan(1_000);
      }
    });
  });
}
