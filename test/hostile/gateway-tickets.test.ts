/**
 * The way from FaceLogin back to an application: tickets that are stolen, used twice, or made for somebody else.
 * On PGlite alone: what is refused is refused by the words of the request.
 */
import { beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { hashToken, newToken } from '../../src/crypto/tokens.ts';
import { applicationSessions, applicationTickets, auditEvents } from '../../src/db/schema.ts';
import type { Deps } from '../../src/deps.ts';
import type { Fields } from '../../src/log.ts';
import { truncateAll } from '../helpers/data/db.ts';
import { type TestClock, testConfig, testDeps } from '../helpers/site/deps.ts';
import { addApp, FACE, type GatewayBrowser, openGateway, PHOTOS } from '../helpers/site/gateway.ts';

const WIKI = 'https://wiki.example.net';
const EVIL = 'https://evil.example';
let deps: Deps & { clock: TestClock };
let site: ReturnType<typeof openGateway>;
let ana: GatewayBrowser;
let warnings: Fields[] = [];

beforeAll(async () => {
  await truncateAll();
  const keep = (_: string, fields?: Fields) => void warnings.push(fields ?? {});
  const log = { info: () => {}, warn: keep, error: keep };
  deps = await testDeps({ config: testConfig({ FACELOGIN_PUBLIC_URL: FACE }), log });
  site = openGateway(deps);
  await addApp(deps.db, {
    rules: [
      { match: 'prefix', path: '/public', open: true },
      { match: 'prefix', path: '/admin', open: false, policy: { ways: ['passkey'] } },
    ],
  });
  await addApp(deps.db, { slug: 'wiki', name: 'Wiki', origins: [WIKI] });
  ana = await site.visitor('ana');
});
beforeEach(() => {
  warnings = [];
  // The log has each reason once a minute.
  deps.clock.forward(61_000);
});

const startOf = async (browser: GatewayBrowser, to = '/') =>
  (await browser.at(PHOTOS, `/.facelogin/start?${new URLSearchParams({ to })}`)).headers
    .get('Location')!
    .slice(FACE.length);
const ticketOf = async (browser: GatewayBrowser) => {
  const answer = await browser.face.get(await startOf(browser));
  return answer.headers.get('Location')!.slice(PHOTOS.length);
};

describe('the way back', () => {
  const OUT = [
    ...[EVIL, '//evil.example', '/\\evil.example', '\\\\evil.example', 'javascript:alert(1)', '/\t/evil.example'],
    ...['/.//evil.example', '@evil.example', '.evil.example', ':443@evil.example', '/%0d%0aLocation:%20x', '\r\nx: y'],
  ];

  test('leads nowhere but to the application, whatever the link says', async () => {
    for (const out of OUT) {
      const browser = await site.signedIn(`ana.${OUT.indexOf(out)}`);
      const answer = await browser.face.get(await startOf(browser, out));
      // What no server can read is refused at once.
      if (answer.status === 403 && out.includes('%0d')) continue;
      const back = await browser.at(PHOTOS, answer.headers.get('Location')!.slice(PHOTOS.length));
      expect(new URL(back.headers.get('Location')!).origin).toBe(PHOTOS);
    }
  }, 120_000);

  test('leads to no address that is not exactly one of the application’s', async () => {
    const href = new URL(await startOf(ana), FACE);
    for (const origin of [
      EVIL,
      `${PHOTOS}.evil.example`,
      `${PHOTOS}:8443`,
      `${PHOTOS}/`,
      'http://photos.example.com',
      WIKI,
      '',
    ]) {
      href.searchParams.set('origin', origin);
      const answer = await ana.face.get(href.pathname + href.search);
      expect([answer.status, answer.headers.get('Location')]).toEqual([404, null]);
    }
    expect(warnings[0]).toMatchObject({ why: 'return-address-unknown', application: 'photos' });
  });

  test('works once', async () => {
    const callback = await ticketOf(ana);
    expect((await ana.at(PHOTOS, callback)).status).toBe(302);
    const again = await ana.at(PHOTOS, callback);
    expect([again.status, (await again.text()).includes('Begin again')]).toEqual([403, true]);
    expect(warnings[0]).toMatchObject({ why: 'ticket-unknown', application: 'photos' });
  });

  test('works for half a minute', async () => {
    const callback = await ticketOf(ana);
    deps.clock.forward(30_000);
    expect((await ana.at(PHOTOS, callback)).status).toBe(403);
    expect(await deps.db.select().from(applicationTickets)).toEqual([]);
  });

  test('works in the browser that began alone, and is used up by another', async () => {
    const callback = await ticketOf(ana);
    const victim = site.browser();
    expect((await victim.at(PHOTOS, callback)).status).toBe(403);
    await victim.at(PHOTOS, '/.facelogin/start?to=/');
    const second = await ticketOf(ana);
    expect((await victim.at(PHOTOS, second)).status).toBe(403);
    expect((await ana.at(PHOTOS, second)).status).toBe(403);
    expect(warnings.map(({ why }) => why)).toEqual(['ticket-of-another-browser', 'ticket-unknown']);
  });

  test('works at its own application alone', async () => {
    const callback = await ticketOf(ana);
    await ana.at(WIKI, '/.facelogin/start?to=/');
    expect((await ana.at(WIKI, callback)).status).toBe(403);
    expect(warnings[0]).toMatchObject({ why: 'ticket-of-another-application', application: 'wiki' });
  });

  test('does not work after the sign-out', async () => {
    const browser = await site.signedIn('bob');
    const callback = await ticketOf(browser);
    await browser.face.post('/logout');
    expect((await browser.at(PHOTOS, callback)).status).toBe(403);
  });

  test('is no way to hand somebody a cookie of one’s own choice', async () => {
    const cookie = newToken();
    const headers = { Cookie: `__Host-facelogin=${cookie}; __Host-facelogin-start=short` };
    const start = await ana.at(PHOTOS, '/.facelogin/start?to=/', { headers });
    expect(start.headers.getSetCookie()[0]).not.toContain('short');
    await ana.at(PHOTOS, await ticketOf(ana));
    const rows = await deps.db
      .select()
      .from(applicationSessions)
      .where(eq(applicationSessions.tokenHash, hashToken(cookie)));
    expect(rows).toEqual([]);
  });

  test('writes what was opened to the audit trail, without a secret', async () => {
    await ana.at(PHOTOS, await ticketOf(ana));
    const opened = await deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'application-opened'));
    expect(opened.map(({ detail }) => detail)).toContainEqual({ application: 'photos' });
    expect(JSON.stringify(opened)).not.toMatch(/[\w-]{43}/);
  });
});
