/**
 * What a client, a page of another site and a badly set up proxy can say to the gateway. Each test is a hole that some
 * gateway had.
 * On PGlite alone: what is refused is refused by the words of the request.
 */
import { describe, expect, test } from 'bun:test';
import { IDENTITY_HEADERS } from '../../src/applications/identity.ts';
import { newToken } from '../../src/crypto/tokens.ts';
import { users } from '../../src/db/schema.ts';
import { askedGateway } from '../helpers/site/asked-gateway.ts';
import { addApp, FACE, FETCHES, PHOTOS } from '../helpers/site/gateway.ts';

const gateway = askedGateway();
const { ask, askNginx, warnings } = gateway;

describe('who asks', () => {
  test('nobody but a configured proxy is believed', async () => {
    for (const from of ['203.0.113.9', '192.168.1.7', '::ffff:203.0.113.9', '127.0.0.2']) {
      expect((await ask({}, from)).status).toBe(403);
    }
    expect((await ask({}, '127.0.0.1')).status).toBe(200);
    expect(warnings).toEqual([{ why: 'proxy-unknown', asked: '/gateway/forward-auth', origin: PHOTOS }]);
  });

  test('the log names the address of a proxy in the own network, and nobody else’s', async () => {
    await ask({}, '192.168.1.7');
    expect(warnings[0]).toMatchObject({ proxy: '192.168.1.7' });
  });

  test('a missing header is a refusal, and the log names it', async () => {
    for (const header of ['X-Forwarded-Method', 'X-Forwarded-Uri', 'X-Forwarded-Host', 'X-Forwarded-Proto']) {
      expect((await ask({ [header]: '' })).status).toBe(403);
      expect(warnings.pop()).toMatchObject({ why: 'header-missing', header });
    }
  });

  test('each kind of proxy is believed in its own headers alone', async () => {
    const open = { 'X-Original-URL': `${PHOTOS}/public`, 'X-Original-URI': '/public', 'X-Rewrite-URL': '/public' };
    expect((await ask({ ...open, Cookie: '', 'X-Forwarded-Uri': '/private' })).status).toBe(302);
    const forwarded = { 'X-Forwarded-Uri': '/public', 'X-Forwarded-Host': 'wiki.example.net' };
    expect((await askNginx(`${PHOTOS}/private`, { ...forwarded, Cookie: 'x=1' })).status).toBe(401);
  });
});

describe('where a request goes', () => {
  test.each([
    ...['evil.example', 'photos.example.com.evil.example', 'photos.example.com@evil.example', 'evil.example#photos'],
    ...['photos.example.com:8443', 'photos.example.com, evil.example', 'photos.example.com/x', 'photos.example.com\\x'],
    ...['xn--photos.example.com', 'photos.example.com..', '[::1]', ' ', 'photos.example.com%2e'],
  ])('an address that no application has is refused: %p', async (host) => {
    expect((await ask({ 'X-Forwarded-Host': host })).status).toBe(403);
    // There it would be another path of the right address.
    if (host.includes('.com/')) return;
    expect((await askNginx(`https://${host}/`)).status).toBe(403);
  });

  test.each(['PHOTOS.example.com', 'photos.example.com:443', 'photos.example.com.'])(
    'another spelling of an application’s address is the same address: %s',
    async (host) => {
      expect((await ask({ 'X-Forwarded-Host': host })).status).toBe(200);
      expect((await askNginx(`https://${host}/`)).status).toBe(200);
    },
  );

  test.each(['http', 'ws', 'https, http', 'javascript', 'HTTPS://x'])(
    'an application has no other scheme: %s',
    async (proto) => {
      expect((await ask({ 'X-Forwarded-Proto': proto })).status).toBe(403);
    },
  );

  test('a cookie opens neither another application nor another address of its own', async () => {
    const Cookie = gateway.ana().cookiesAt(PHOTOS);
    const wiki = await ask({ Cookie, 'X-Forwarded-Host': 'wiki.example.net' });
    expect([wiki.status, wiki.headers.get('Remote-User')]).toEqual([302, null]);
    const second = 'https://second.example.com';
    await addApp(gateway.deps().db, { slug: 'both', name: 'Both', origins: [second, 'https://third.example.com'] });
    gateway.deps().clock.forward(600);
    expect(await gateway.ana().open(second)).toEqual({ landed: `${second}/` });
    const stolen = { Cookie: gateway.ana().cookiesAt(second), 'X-Forwarded-Host': 'third.example.com' };
    expect((await ask(stolen)).status).toBe(302);
  });

  test('the cookie of FaceLogin itself opens nothing', async () => {
    const token = gateway.ana().face.cookies.get('__Host-session')!;
    for (const Cookie of [`__Host-session=${token}`, `__Host-facelogin=${token}`, 'facelogin=x', '__Host-facelogin=']) {
      expect((await ask({ Cookie })).status).toBe(302);
    }
    const own = gateway.ana().cookiesAt(PHOTOS).replaceAll('__Host-', '');
    expect((await ask({ Cookie: own })).status).toBe(302);
  });

  test('plain http elsewhere than on localhost is refused', async () => {
    const plain = 'http://plain.example.com';
    await addApp(gateway.deps().db, { slug: 'plain', name: 'Plain', origins: [plain] });
    gateway.deps().clock.forward(600);
    const answer = await ask({ 'X-Forwarded-Host': 'plain.example.com', 'X-Forwarded-Proto': 'http' });
    expect([answer.status, (await answer.text()).includes('This address is not safe')]).toEqual([403, true]);
    expect(warnings[0]).toMatchObject({ why: 'plain-http', origin: plain, application: 'plain' });
  });
});

describe('what a client says of itself', () => {
  test('an identity in its own headers is overwritten, in the answer to every request', async () => {
    const lies = Object.fromEntries(IDENTITY_HEADERS.map((name) => [name, 'root']));
    const open = await ask({ ...lies, Cookie: '', 'X-Forwarded-Uri': '/public' });
    expect(IDENTITY_HEADERS.map((name) => open.headers.get(name))).toEqual(['', '', '', '', '']);
    const own = await ask({ ...lies, remote_user: 'root', 'X-Forwarded-User': 'root' });
    expect([own.headers.get('Remote-User'), own.headers.get('Remote-Groups')]).toEqual(['ana', '']);
  });

  test.each([
    'Basic YW5hOnNldmVuIHNtYWxsIHN0b25lcw==',
    'Bearer',
    `Bearer ${'a'.repeat(8_000)}`,
    'Bearer ../../x',
    'Negotiate x',
    `Bearer ${newToken()}`,
  ])('no %p opens anything', async (Authorization) => {
    expect((await ask({ Cookie: 'x=1', Authorization, ...FETCHES })).status).toBe(401);
  });

  test('names that no header could hold arrive encoded', async () => {
    const names: [string, string][] = [
      ['Zoë\r\nRemote-User: root', 'Zo%C3%AB%0D%0ARemote-User: root'],
      [' a\u0000\u007f ', '%20a%00%7F%20'],
      ['100%25 你好 🙂', '100%2525 %E4%BD%A0%E5%A5%BD %F0%9F%99%82'],
    ];
    for (const [name, expected] of names) {
      // PostgreSQL stores no NUL, and neither does PGlite.
      await gateway
        .deps()
        .db.update(users)
        .set({ displayName: name.replace('\u0000', '\u0001') });
      gateway.deps().clock.forward(600);
      expect((await ask({})).headers.get('Remote-Name')).toBe(expected.replace('%00', '%01'));
    }
  });

  test('headers of eight kilobytes do no harm', async () => {
    const long = 'x'.repeat(8_192);
    expect((await ask({ 'X-Forwarded-Uri': `/${long}` })).status).toBe(200);
    expect((await ask({ 'X-Forwarded-Uri': `/?${long}` })).status).toBe(200);
    expect((await ask({ 'X-Forwarded-Uri': `/${'%61;/'.repeat(1_600)}` })).status).toBe(403);
    expect((await ask({ 'X-Forwarded-Host': long })).status).toBe(403);
    expect((await ask({ Cookie: `x=${long}; ${gateway.ana().cookiesAt(PHOTOS)}` })).status).toBe(200);
    expect((await ask({ Cookie: `__Host-facelogin=${long}` })).status).toBe(302);
    expect((await ask({ ...FETCHES, Referer: long, Accept: long })).status).toBe(200);
  });
});

describe('the hosts of applications', () => {
  test('have no page of FaceLogin but those below /.facelogin/', async () => {
    for (const path of ['/', '/login', '/account', '/admin', '/static/app.css', '/healthz', '/.facelogin/../login']) {
      expect((await gateway.ana().at(PHOTOS, path)).status).toBe(404);
      expect(
        (await gateway.ana().at(PHOTOS, path, { method: 'POST', headers: { 'Sec-Fetch-Site': 'same-origin' } })).status,
      ).toBe(404);
    }
  });

  test('are no hosts of FaceLogin: its own has no /.facelogin/', async () => {
    for (const path of [
      '/.facelogin/start',
      '/.facelogin/callback?ticket=x',
      '/.facelogin/logout',
      '/.facelogin/refused',
    ]) {
      expect((await gateway.ana().at(FACE, path)).status).toBe(404);
      expect((await gateway.ana().at('https://unknown.example', path)).status).toBe(404);
      expect((await gateway.ana().at(PHOTOS, path, { from: '203.0.113.9' })).status).toBe(404);
    }
  });

  test('frame no page, run no script and keep nothing in a cache', async () => {
    for (const path of ['/.facelogin/logout', '/.facelogin/callback?ticket=x', '/.facelogin/start']) {
      const answer = await gateway.ana().at(PHOTOS, path);
      expect(answer.headers.get('Cache-Control')).toBe('no-store');
      if (answer.status !== 302) expect(answer.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    }
  });

  test('say in both languages why somebody stands outside', async () => {
    const headers = { 'X-Original-URL': 'https://unknown.example/', 'X-Original-Method': 'GET' };
    const english = await gateway.site().request('/.facelogin/refused', { headers });
    expect([english.status, (await english.text()).includes('No application has this address')]).toEqual([403, true]);
    const chinese = await gateway
      .site()
      .request('/.facelogin/refused', { headers: { ...headers, 'Accept-Language': 'zh-CN' } });
    expect(await chinese.text()).toContain('没有应用使用这个地址');
  });
});

test('the log tells each reason once a minute, and then how often it was', async () => {
  const unknown = { 'X-Forwarded-Host': 'unknown.example' };
  for (let n = 0; n < 5; n++) await ask(unknown);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatchObject({ why: 'origin-unknown', origin: 'https://unknown.example' });
  gateway.deps().clock.forward(61_000);
  await ask(unknown);
  expect(warnings.at(-1)).toMatchObject({ andBefore: 4 });
});
