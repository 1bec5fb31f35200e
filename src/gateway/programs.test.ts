import { beforeEach, describe, expect, test } from 'bun:test';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { type TestClock, testConfig, testDeps } from '../../test/helpers/site/deps.ts';
import { addApp, FACE, FETCHES, openGateway, PHOTOS } from '../../test/helpers/site/gateway.ts';
import { hashToken, newToken } from '../crypto/tokens.ts';
import { applicationKeys } from '../db/schema.ts';
import type { Deps } from '../deps.ts';

let deps: Deps & { clock: TestClock };
let site: ReturnType<typeof openGateway>;
/** What is remembered for half a second is forgotten. */
const later = () => deps.clock.forward(600);

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps({ config: testConfig({ FACELOGIN_PUBLIC_URL: FACE }) });
  site = openGateway(deps);
});

const visitor = (username = 'ana', path = '/') => site.visitor(username, path);

describe('programs', () => {
  const key = newToken();
  async function addKey(more: Partial<typeof applicationKeys.$inferInsert> = {}) {
    const applicationId = await addApp(deps.db);
    const row = { applicationId, name: 'backup', keyHash: hashToken(key), createdAt: new Date(), ...more };
    await deps.db.insert(applicationKeys).values(row);
  }
  const withKey = (Authorization: string) =>
    site.browser().check(PHOTOS, '/api', { headers: { ...FETCHES, Authorization } });

  test('pass with a bearer key of the application, under its name', async () => {
    await addKey();
    const answer = await withKey(`Bearer ${key}`);
    expect([answer.status, answer.headers.get('Remote-User'), answer.headers.get('Remote-Sub')]).toEqual([
      200,
      '',
      'key:backup',
    ]);
    expect((await deps.db.select().from(applicationKeys))[0]!.lastUsedAt).toEqual(deps.clock());
  });

  test.each([
    ['another key', () => `Bearer ${newToken()}`],
    ['the key as a password', () => `Basic ${btoa(`ana:${key}`)}`],
    ['no key', () => 'Bearer '],
  ])('do not pass with %s', async (_, header) => {
    await addKey();
    expect((await withKey(header())).status).toBe(401);
  });

  test('do not pass with an expired key, or with one of another application', async () => {
    await addKey({ expiresAt: deps.clock() });
    expect((await withKey(`Bearer ${key}`)).status).toBe(401);
    const other = await addApp(deps.db, { slug: 'wiki', name: 'Wiki', origins: ['https://wiki.example.net'] });
    await deps.db.update(applicationKeys).set({ applicationId: other, expiresAt: null });
    later();
    expect((await withKey(`Bearer ${key}`)).status).toBe(401);
  });

  test('of the application itself may use bearer tokens beside a person’s session', async () => {
    await addKey();
    const browser = await visitor();
    const headers = { ...FETCHES, Authorization: `Bearer ${newToken()}` };
    expect((await browser.check(PHOTOS, '/api', { headers })).headers.get('Remote-User')).toBe('ana');
  });
});

describe('a preflight', () => {
  const headers = { ...FETCHES, Origin: 'https://other.example', 'Access-Control-Request-Method': 'PUT' };

  test('passes where the application says so, for nobody', async () => {
    await addApp(deps.db, { preflights: true });
    const answer = await site.browser().check(PHOTOS, '/api', { method: 'OPTIONS', headers });
    expect([answer.status, answer.headers.get('Remote-User')]).toEqual([200, '']);
    expect((await site.browser().check(PHOTOS, '/api', { method: 'OPTIONS', headers: FETCHES })).status).toBe(401);
    expect((await site.browser().check(PHOTOS, '/api', { method: 'GET', headers })).status).toBe(401);
  });

  test('does not pass anywhere else', async () => {
    await addApp(deps.db);
    expect((await site.browser().check(PHOTOS, '/api', { method: 'OPTIONS', headers })).status).toBe(401);
  });
});
