/** A real nginx in front of the server, set up as people do at first: what visitors read, what the operator is told. */
import { afterEach, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { find } from '../../src/doctor/finding.ts';
import { proxyChecks, tellOfProxy } from '../../src/doctor/proxy.ts';
import { loadAssets } from '../../src/http/assets.ts';
import { translator } from '../../src/i18n/index.ts';
import { createProxyNotes } from '../../src/proxies.ts';
import { createApp } from '../../src/server/app.ts';
import { ELSEWHERE, findChromium, openBrowser } from '../helpers/browser/chromium.ts';
import { describeIf } from '../helpers/need.ts';
import { projectRoot } from '../helpers/root.ts';
import { commandHere } from '../helpers/server/command-here.ts';
import { startInside } from '../helpers/server/inside.ts';
import { keptLog } from '../helpers/server/kept-log.ts';
import { COMPLETE, findNginx, startNginx } from '../helpers/server/nginx.ts';
import { KEY } from '../helpers/server/running.ts';
import { freePort } from '../helpers/server/server.ts';
import { testConfig, testDeps } from '../helpers/site/deps.ts';

/** Browsers take their time to start on a busy machine. */
setDefaultTimeout(120_000);

const nginx = findNginx();
const chromium = findChromium();
const WANTED = 'nginx, openssl and chromium are needed (Debian: apt-get install nginx openssl chromium)';

describeIf(nginx && chromium && Bun.which('openssl'), 'nginx', WANTED, () => {
  const cleanup: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const step of cleanup.splice(0).reverse()) await step();
  });

  /** A server whose public address is nginx's. `front` sets another nginx before it. */
  type Site = { url: string; log(): string; doctor(): Promise<string>; front(locations: string): Promise<void> };

  /** Sets nginx on `port` before the server on `upstream`. */
  function fronts(port: number, upstream: number): Site['front'] {
    let stop: (() => Promise<void>) | undefined;
    cleanup.push(async () => stop?.());
    return async (locations) => {
      await stop?.();
      ({ stop } = await startNginx(nginx!, port, locations.replaceAll('@', `http://127.0.0.1:${upstream}`)));
    };
  }

  /** The application in this process, and what the doctor says of its proxy. */
  async function site(settings: Record<string, string> = {}): Promise<Site> {
    const port = await freePort();
    const url = `https://${ELSEWHERE}:${port}`;
    const config = testConfig({ FACELOGIN_PUBLIC_URL: url, ...settings });
    const { log, lines } = keptLog();
    const proxies = createProxyNotes((note) => tellOfProxy(log, config, note));
    const clock = Object.assign(() => new Date(), { forward: () => {} });
    const app = createApp(await testDeps({ config, log, proxies, clock }), loadAssets(projectRoot));
    const server = Bun.serve({
      ...{ port: 0, hostname: '127.0.0.1' },
      fetch: (request, bun) => app.fetch(request, { remoteAddress: bun.requestIP(request)?.address ?? '' }),
    });
    cleanup.push(() => server.stop(true));
    const t = translator('en');
    const doctor = async () => {
      const findings = await Promise.all(proxyChecks(config, proxies.seen()).map(find));
      return findings.map(({ state, text, told }) => `${state}: ${t(text.key, text.vars)}\n${told ?? ''}`).join('\n');
    };
    return { url, log: () => lines.join('\n'), doctor, front: fronts(port, server.port!) };
  }

  /** A whole server, and the doctor as it is run. */
  async function wholeSite(): Promise<Site> {
    const [port, folder, { log, lines }] = [
      await freePort(),
      mkdtempSync(join(tmpdir(), 'facelogin-nginx-data-')),
      keptLog(),
    ];
    const url = `https://${ELSEWHERE}:${port}`;
    const env = { FACELOGIN_PUBLIC_URL: url, FACELOGIN_DATA: folder, FACELOGIN_TEMPLATE_KEY: KEY };
    const server = await startInside({ env, log, data: folder });
    cleanup.push(() => server.stop());
    const doctor = async () => (await commandHere(['doctor'], { env: { ...env, PORT: String(server.port) } })).out;
    return { url, log: () => lines.join('\n'), doctor, front: fronts(port, server.port) };
  }

  const all = (lines: readonly string[]) => `location / { proxy_pass @; ${lines.join(' ')} }`;

  /** Asks through nginx as a browser does that opens `url`. `old`: it sends no Sec-Fetch-Site. */
  function ask(url: string, path: string, init: RequestInit = {}, old = false): Promise<Response> {
    const headers = new Headers({ Host: new URL(url).host, Accept: 'text/html' });
    if (!old) headers.set('Sec-Fetch-Site', init.method === 'POST' ? 'same-origin' : 'none');
    if (init.method === 'POST') headers.set('Origin', url);
    new Headers(init.headers).forEach((value, name) => void headers.set(name, value));
    const target = `https://127.0.0.1:${new URL(url).port}${path}`;
    return fetch(target, { ...init, headers, redirect: 'manual', tls: { rejectUnauthorized: false } });
  }

  /** A page in a browser. */
  async function open(url: string, path: string) {
    const camera = await openBrowser(chromium!);
    const context = await camera.browser.newContext({ locale: 'en-US', ignoreHTTPSErrors: true });
    cleanup.push(() => context.close());
    const page = await context.newPage();
    const response = await page.goto(url + path);
    return { page, status: response?.status(), text: (await page.locator('main').textContent()) ?? '' };
  }

  /** The same page, without a browser. */
  async function read(url: string, path: string, language = 'en') {
    const answer = await ask(url, path, { headers: { 'Accept-Language': language } });
    return { status: answer.status, text: await answer.text() };
  }

  /** Lines of the log about a proxy. */
  const told = ({ log }: Site, words: string) =>
    log()
      .split('\n')
      .filter((line) => line.includes(words));

  /** The lines for nginx that the doctor prints. */
  const nginxLines = (printed: string) => [...printed.matchAll(/^nginx: (.*)$/gm)].map(([, line]) => line!);

  test('a complete set-up shows no fault', async () => {
    const complete = await site();
    await complete.front(all(COMPLETE));
    const { status, text } = await open(complete.url, '/login');
    expect([status, text]).toEqual([200, expect.not.stringContaining('not secure')]);
    expect(
      (await ask(complete.url, '/lang', { method: 'POST', body: new URLSearchParams({ locale: 'zh' }) })).status,
    ).toBe(303);
    expect(await complete.doctor()).toContain('no request showed a fault of a proxy');
  });

  test('without X-Forwarded-Proto the page says what is wrong, and the line that doctor prints mends it', async () => {
    const lost = await site();
    await lost.front(all(COMPLETE.filter((line) => !line.includes('Proto'))));
    const { page, status, text } = await open(lost.url, '/login');
    expect(status).toBe(403);
    expect(text).toContain('nothing is wrong with your browser');
    expect(text).not.toMatch(/without encryption|not secure/);
    expect(await page.locator('main a').allTextContents()).toEqual(['Try again']);
    expect((await read(lost.url, '/login', 'zh-CN')).text).toContain('你的浏览器没有问题');
    const post = await ask(lost.url, '/login', { method: 'POST', body: new URLSearchParams() }, true);
    expect([post.status, await post.text()]).toEqual([403, expect.stringContaining('You came by https')]);

    expect(told(lost, 'X-Forwarded-Proto')).toHaveLength(1);
    expect(told(lost, 'X-Forwarded-Proto')[0]).toContain('nginx="proxy_set_header X-Forwarded-Proto $scheme;"');
    const printed = await lost.doctor();
    expect(printed).toMatch(/^broken: .*no X-Forwarded-Proto.*\(\d+ requests since the start\)/);
    for (const name of ['nginx', 'Caddy', 'Traefik', 'HAProxy']) expect(printed).toMatch(new RegExp(`^${name}: `, 'm'));
    await lost.front(all([...COMPLETE.filter((line) => !line.includes('Proto')), ...nginxLines(printed)]));
    expect((await read(lost.url, '/login')).status).toBe(200);
  });

  test('a proxy that says http for https is told of, too', async () => {
    const wrong = await site();
    await wrong.front(
      all([...COMPLETE.filter((line) => !line.includes('Proto')), 'proxy_set_header X-Forwarded-Proto http;']),
    );
    expect((await read(wrong.url, '/login')).text).toContain('nothing is wrong with your browser');
    expect(nginxLines(await wrong.doctor())).toEqual(['proxy_set_header X-Forwarded-Proto https;']);
  });

  test('a proxy that is not trusted is named by doctor alone, with the setting', async () => {
    const strange = await site({ FACELOGIN_TRUSTED_PROXIES: '192.0.2.7' });
    await strange.front(all(COMPLETE));
    expect((await read(strange.url, '/login')).text).toContain('nothing is wrong with your browser');
    expect(told(strange, 'FACELOGIN_TRUSTED_PROXIES')).toHaveLength(1);
    expect(told(strange, 'FACELOGIN_TRUSTED_PROXIES')[0]).not.toContain('127.0.0.1');
    expect(await strange.doctor()).toContain('FACELOGIN_TRUSTED_PROXIES=192.0.2.7,127.0.0.1');
  });

  test('a wrong FACELOGIN_PUBLIC_URL is named, to the visitor and to the operator', async () => {
    const wrong = await site({ FACELOGIN_PUBLIC_URL: 'https://face.example.org' });
    await wrong.front(all(COMPLETE));
    const post = (language: string) => {
      const headers = { 'Accept-Language': language };
      return ask(wrong.url, '/login', { method: 'POST', headers, body: new URLSearchParams() }, true);
    };
    const [english, chinese] = [await (await post('en')).text(), await (await post('zh')).text()];
    for (const text of [english, chinese]) {
      expect(text).not.toMatch(/another site|别的网站/);
      expect(text).toContain(wrong.url);
      expect(text).toContain('href="https://face.example.org"');
    }
    expect(told(wrong, 'FACELOGIN_PUBLIC_URL')).toHaveLength(1);
    expect(await wrong.doctor()).toContain(`FACELOGIN_PUBLIC_URL=${wrong.url}`);
    // A new browser says itself that the page is of this site.
    expect(
      (await ask(wrong.url, '/lang', { method: 'POST', body: new URLSearchParams({ locale: 'en' }) })).status,
    ).toBe(303);
    const cross = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' };
    const foreign = await ask(wrong.url, '/lang', { method: 'POST', headers: cross, body: new URLSearchParams() });
    expect(await foreign.text()).toContain('came from another site');
  });

  test('behind a bare proxy_pass, whoever waits for the tries of others is told so', async () => {
    const bare = await wholeSite();
    await bare.front(all([]));
    expect((await ask(bare.url, '/login')).status).toBe(200);
    const jpeg = await sharp({ create: { width: 320, height: 240, channels: 3, background: 'grey' } })
      .jpeg()
      .toBuffer();
    const attempt = () => {
      const body = new FormData();
      body.set('begin', '1');
      body.set('frame', new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' }), 'frame.jpg');
      return ask(bare.url, '/login/face/frame', { method: 'POST', body });
    };
    let answer = await attempt();
    for (let tries = 1; answer.status !== 429 && tries < 30; tries++) answer = await attempt();
    expect([answer.status, await answer.text()]).toEqual([
      429,
      expect.stringContaining('cannot tell its visitors apart'),
    ]);
    expect(told(bare, 'X-Forwarded-For')).toHaveLength(1);
    const printed = await bare.doctor();
    expect(printed).toMatch(/^\[ !! \] Proxy: .*\(\d+ requests since the start\)/m);
    expect(nginxLines(printed)).toContain('proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;');
    // With the lines that doctor prints the next visitor is one of their own.
    await bare.front(all(nginxLines(printed)));
    expect((await ask(bare.url, '/login')).status).toBe(200);
    const other = await attempt();
    expect([other.status, await other.text()]).toEqual([429, expect.not.stringContaining('cannot tell')]);
  });

  test('a path below which the server is mounted is told of once, to visitor and operator', async () => {
    const below = await site();
    await below.front(`location /auth/ { proxy_pass @; ${COMPLETE.join(' ')} }`);
    expect((await read(below.url, '/auth/login')).status).toBe(404);
    expect(told(below, 'below the path /auth')).toHaveLength(1);
    expect(await below.doctor()).toMatch(/^limited: .*below the path \/auth,.*\(\d+ requests since the start\)/);
    const prefix = 'proxy_set_header X-Forwarded-Prefix /auth;';
    await below.front(`location /auth/ { proxy_pass @/; ${COMPLETE.join(' ')} ${prefix} }`);
    expect((await read(below.url, '/auth/login')).text).toContain('below the path /auth');
    expect((await read(below.url, '/auth/login', 'zh-CN')).text).toContain('路径 /auth');
    expect(told(below, 'below the path /auth')).toHaveLength(1);
  });
});
