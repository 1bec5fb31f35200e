/**
 * What another site can make a browser send: to every address that changes something, with everything it can say.
 * On PGlite alone: requests are refused before any statement.
 */
import { beforeAll, describe, expect, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import { users } from '../../src/db/schema.ts';
import { cookieHeader, type HostileSite, hostileSite, isUnsafe } from '../helpers/site/hostile.ts';

let site: HostileSite;
beforeAll(async () => {
  site = await hostileSite({ FACELOGIN_PUBLIC_URL: 'https://face.example.org' });
});

const OURS = 'https://face.example.org';
/** Headers of a request that no page of ours sent. */
const FOREIGN: Record<string, Record<string, string>> = {
  'another site': { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
  'another site that forges the origin': { 'Sec-Fetch-Site': 'cross-site', Origin: OURS },
  'a sister domain': { 'Sec-Fetch-Site': 'same-site', Origin: 'https://other.example.org' },
  'an address typed by hand': { 'Sec-Fetch-Site': 'none' },
  'a header that no browser sends': { 'Sec-Fetch-Site': 'Same-Origin', Origin: OURS },
  'an old browser on another site': { Origin: 'https://evil.example' },
  'an old browser, ours with a suffix': { Origin: `${OURS}.evil.example` },
  'an old browser, ours with a user': { Origin: `${OURS}@evil.example` },
  'an old browser, ours on another port': { Origin: `${OURS}:8443` },
  'an old browser, ours without encryption': { Origin: 'http://face.example.org' },
  'a frame without an origin': { Origin: 'null' },
  'a program that says nothing': {},
  'a program that says where it was': { Referer: `${OURS}/account` },
};
/** Bodies that a form of another site can send without asking first. */
const TYPES = [
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/json',
];

function ask(method: string, path: string, headers: Record<string, string>): Promise<Response> {
  const all = { Cookie: cookieHeader(site.admin), 'X-Forwarded-Proto': 'https', ...headers };
  return Promise.resolve(
    site.app.request(`${OURS}${path}`, { method, headers: all, body: 'x=1' }, { remoteAddress: '127.0.0.1' }),
  );
}

/** The routes that a browser calls with its cookies. A machine's route takes none. */
const fromBrowsers = () => site.routes.filter(({ needs }) => needs.csrf === 'browser');

describe('the origin matrix', () => {
  test('there are routes to try, and one that deletes the account among them', () => {
    const unsafe = site.routes.filter(isUnsafe).map(({ method, path }) => `${method} ${path}`);
    expect(unsafe.length).toBeGreaterThan(14);
    expect(unsafe).toContain('POST /account/delete');
  });

  for (const [name, headers] of Object.entries(FOREIGN)) {
    test(`nothing that changes something is taken from ${name}`, async () => {
      const taken: string[] = [];
      for (const { method, path } of fromBrowsers().filter(isUnsafe)) {
        for (const type of TYPES) {
          const response = await ask(method, path, { ...headers, 'Content-Type': type });
          if (response.status !== 403 || !(await response.text()).includes('came from another site')) {
            taken.push(`${method} ${path} (${type}): ${response.status}`);
          }
        }
      }
      expect(taken).toEqual([]);
      expect(await site.deps.db.select({ role: users.role }).from(users)).toEqual([{ role: 'admin' }]);
    });
  }

  test('methods that no route has are refused just the same', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
      const response = await ask(method, '/account/delete', { Origin: 'https://evil.example' });
      expect(response.status).toBe(403);
    }
  });

  test('no answer opens this site to scripts of another one', async () => {
    for (const { path } of fromBrowsers().filter((route) => !isUnsafe(route))) {
      const headers = {
        Cookie: cookieHeader(site.admin),
        Origin: 'https://evil.example',
        'X-Forwarded-Proto': 'https',
      };
      const response = await site.app.request(`${OURS}${path}`, { headers }, { remoteAddress: '127.0.0.1' });
      expect([...response.headers.keys()].filter((header) => header.startsWith('access-control-'))).toEqual([]);
      expect(response.headers.get('X-Frame-Options') ?? response.headers.get('Content-Security-Policy')).toContain(
        "frame-ancestors 'none'",
      );
    }
  });
});

test('what a machine may ask is answered alike with and without the cookies of a browser', async () => {
  const machines = site.routes.filter(({ needs }) => needs.csrf === 'machine');
  for (const { method, path } of machines) {
    const say = async (cookies: string) => {
      const headers = { 'X-Forwarded-Proto': 'https', 'Content-Type': TYPES[0]!, ...(cookies && { Cookie: cookies }) };
      const body = method === 'GET' ? null : 'x=1';
      const response = await site.app.request(OURS + path, { method, headers, body }, { remoteAddress: '127.0.0.1' });
      return `${path} ${response.status} ${(await response.text()).replace(/[0-9a-f-]{36}/g, '')}`;
    };
    expect(await say(cookieHeader(site.admin))).toBe(await say(''));
  }
});

/** Number of rows and the last change of each table that a request could touch. */
async function fingerprint(): Promise<unknown> {
  const tables = ['users', 'profiles', 'avatars', 'sessions', 'enrollments', 'face_templates', 'audit_events'];
  const rows = [];
  for (const table of tables) {
    // The visit of a session is noted once a minute; that is no change that somebody could want to cause.
    const name = sql.identifier(table);
    const row = table === 'sessions' ? sql`id_hash` : sql`${name}::text`;
    const all = sql<string>`string_agg(${row}, '|' order by ${row})`;
    // That an administrator took a list out is noted, and is no change either.
    const where = table === 'audit_events' ? sql`kind <> 'exported'` : undefined;
    rows.push(await site.deps.db.select({ all }).from(sql`${name}`).where(where));
  }
  return rows;
}

test('no page that is only looked at changes anything, whoever leads there', async () => {
  const before = await fingerprint();
  for (const { path } of site.routes.filter((route) => !isUnsafe(route))) {
    const headers = { Cookie: cookieHeader(site.admin), 'Sec-Fetch-Site': 'cross-site', 'X-Forwarded-Proto': 'https' };
    const response = await site.app.request(`${OURS}${path}`, { headers }, { remoteAddress: '127.0.0.1' });
    expect(response.status).toBeLessThan(500);
    await response.arrayBuffer();
  }
  expect(await fingerprint()).toEqual(before);
});
