/** The REST API in the hands of somebody who has a key and bends every request. */
import { beforeEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { apiKeys, users } from '../../src/db/schema.ts';
import { truncateAll } from '../helpers/data/db.ts';
import { keyFor, type ProgramVisitor, programAt } from '../helpers/site/api.ts';
import { testDeps } from '../helpers/site/deps.ts';
import { openSite } from '../helpers/site/site.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let site: ReturnType<typeof openSite>;
let key: string;
let program: ProgramVisitor;
let nobody: ProgramVisitor;

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  site = openSite(deps);
  key = await keyFor(deps);
  program = programAt(site.app, deps, key);
  nobody = programAt(site.app, deps, '');
});

const PEOPLE = '/api/v1/people';

/** Status and code of an error, which is a problem in the sense of RFC 9457. */
async function problemOf(response: Response): Promise<[number, string]> {
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  const { status, title } = (await response.json()) as { status: number; title: string };
  expect(status).toBe(response.status);
  return [status, title];
}

describe('a key', () => {
  test('counts in its header alone: not in the address, a cookie, a form or a second header', async () => {
    for (const name of ['access_token', 'key', 'api_key', 'authorization']) {
      expect((await nobody(`${PEOPLE}?${name}=${key}`)).status).toBe(401);
      expect((await nobody(PEOPLE, { headers: { Cookie: `${name}=${key}` } })).status).toBe(401);
    }
    const form = new FormData();
    form.append('access_token', key);
    expect((await nobody(PEOPLE, { form })).status).toBe(401);
    for (const Authorization of [`Bearer ${key}, Bearer x`, `Basic ${key}`, key, `Bearer ${key} x`, 'Bearer']) {
      expect((await nobody(PEOPLE, { headers: { Authorization } })).status).toBe(401);
    }
    expect((await nobody(PEOPLE, { headers: { 'x-api-key': key } })).status).toBe(401);
  });

  test('goes on when who made it is disabled or gone: it is the server’s, and each administrator sees it', async () => {
    const [row] = await deps.db.select().from(apiKeys);
    await deps.db.update(users).set({ disabledAt: deps.clock() }).where(eq(users.id, row!.createdBy!));
    expect((await program(PEOPLE)).status).toBe(200);
    await deps.db.delete(users).where(eq(users.id, row!.createdBy!));
    expect((await program(PEOPLE)).status).toBe(200);
  });

  test('is asked for at every address below, and refused in one form', async () => {
    for (const path of ['/api/v1', '/api/v1/', '/api/v1/people/', '/api/v1/x', '/api/v1/people%00']) {
      expect(await problemOf(await nobody(path))).toEqual([401, 'key-needed']);
    }
  });
});

describe('a request', () => {
  test('with a body of another type is refused, and changes nothing', async () => {
    const made = await program(PEOPLE, { json: { name: 'anna' } });
    const { id } = (await made.json()) as { id: string };
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', 'text/json', '']) {
      const ask = { json: { name: 'bertha', displayName: 'B' }, headers: { 'Content-Type': type } };
      expect(await problemOf(await program(PEOPLE, ask))).toEqual([415, 'media-type']);
      expect(await problemOf(await program(`${PEOPLE}/${id}`, { ...ask, method: 'PATCH' }))).toEqual([
        ...([415, 'media-type'] as const),
      ]);
    }
    expect(await problemOf(await program('/api/v1/identify', { json: {} }))).toEqual([415, 'media-type']);
    const json = { name: 'bertha' };
    const headers = { 'Content-Type': 'Application/JSON; charset=utf-8' };
    expect((await program(PEOPLE, { json, headers })).status).toBe(201);
  });

  test('with a field that nobody knows is refused: a misspelt one would count as left out', async () => {
    const refused = await program(PEOPLE, { json: { name: 'door', signin: false } });
    expect(await problemOf(refused)).toEqual([422, 'invalid-form']);
    expect(await deps.db.$count(users, eq(users.username, 'door'))).toBe(0);
  });

  test('with half of a character, which no database stores, is refused', async () => {
    const half = '\ud800';
    const app = { slug: 'photos', name: 'Photos' };
    for (const [path, json] of [
      ['/api/v1/groups', { name: half }],
      [PEOPLE, { name: half, signIn: false }],
      [PEOPLE, { name: half }],
      ['/api/v1/applications', { ...app, icon: half }],
      ['/api/v1/applications', { ...app, launchUrl: `https://example.org/${half}` }],
      ['/api/v1/applications', { ...app, oidc: { redirectUris: [`https://example.org/${half}`] } }],
      ['/api/v1/applications', { ...app, origins: [`https://example.org/${half}`] }],
    ] as const) {
      expect(await problemOf(await program(path, { json }))).toEqual([422, 'invalid-form']);
    }
    const old = programAt(site.app, deps, await keyFor(deps, { surface: 'compreface' }), 'x-api-key');
    const refused = await old('/compreface/api/v1/recognition/subjects', { json: { subject: half } });
    expect(refused.status).toBe(400);
    // A whole one of two halves is a character like any other.
    expect((await program('/api/v1/groups', { json: { name: 'Team 💥' } })).status).toBe(201);
  });

  test('that is too large is refused by what it says and by what it is', async () => {
    const headers = { 'Content-Length': String(10 ** 9), 'Content-Type': 'application/json' };
    const said = await program(PEOPLE, { method: 'POST', json: {}, headers });
    expect(await problemOf(said)).toEqual([413, 'too-large']);
    const is = await program(PEOPLE, { json: { name: 'x'.repeat(2_000_000) } });
    expect(await problemOf(is)).toEqual([413, 'too-large']);
  });

  test('of a method that the address does not take is told which ones it takes', async () => {
    for (const [path, allowed] of [
      [PEOPLE, 'GET, HEAD, POST'],
      [`${PEOPLE}/x/disable`, 'POST'],
      ['/api/v1/audit', 'GET, HEAD'],
    ] as const) {
      for (const method of ['PUT', 'OPTIONS', 'PROPFIND']) {
        const refused = await program(path, { method });
        expect(refused.headers.get('Allow')).toBe(allowed);
        expect(await problemOf(refused)).toEqual([405, 'method-not-allowed']);
      }
    }
  });

  test('with HEAD needs what GET needs, and gets no body', async () => {
    const [head, get] = [await program(PEOPLE, { method: 'HEAD' }), await program(PEOPLE)];
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('Content-Type')).toBe(get.headers.get('Content-Type'));
    expect((await nobody(PEOPLE, { method: 'HEAD' })).status).toBe(401);
    const other = programAt(site.app, deps, await keyFor(deps, { scopes: ['verify'] }));
    const refused = await other(PEOPLE, { method: 'HEAD' });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('WWW-Authenticate')).toContain('scope="people:read"');
  });

  test('for a page of another size than there is, or behind a cursor that is none, is refused', async () => {
    for (const limit of ['0', '201', '-1', '1.5', '1e9', 'x', '', 'NaN', '0x10&limit=2']) {
      expect(await problemOf(await program(`${PEOPLE}?limit=${limit}`))).toEqual([422, 'invalid-form']);
    }
    const cursor = (text: string) => encodeURIComponent(Buffer.from(text).toString('base64url'));
    const id = crypto.randomUUID();
    const times = ['1', `_${id}`, `1_${id}x`, `9`.repeat(30), `${'9'.repeat(30)}_${id}`, `-1_${id}`, `1_' or 1=1 --`];
    for (const text of ['\u0000', '\n', '', ...times]) {
      for (const list of ['attempts', 'audit']) {
        expect(await problemOf(await program(`/api/v1/${list}?cursor=${cursor(text)}`))).toEqual([400, 'bad-request']);
      }
    }
    for (const time of ['0000-01-01T00:00:00Z', '2026-02-30T00:00:00Z', '2026-01-01', 'now', '']) {
      expect(await problemOf(await program(`/api/v1/audit?from=${time}`))).toEqual([422, 'invalid-form']);
    }
    expect((await program('/api/v1/audit?from=9999-12-31T23:59:59Z&to=0001-01-01T00:00:00Z')).status).toBe(200);
    expect((await program(`${PEOPLE}?cursor=${cursor("x' or 1=1 --")}`)).status).toBe(200);
    expect((await program(`${PEOPLE}?cursor=${'A'.repeat(301)}`)).status).toBe(422);
  });
});

describe('an Idempotency-Key', () => {
  const once = (path: string, name: string, idempotencyKey: string) =>
    program(path, { json: { name }, headers: { 'Idempotency-Key': idempotencyKey } });

  test('that ten requests have at once lets one through', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => once('/api/v1/groups', 'staff', 'a')));
    const made = answers.filter(({ status }) => status === 201);
    const others = answers.filter(({ status }) => status !== 201);
    expect(made.length).toBeGreaterThan(0);
    const ids = await Promise.all(made.map(async (answer) => ((await answer.json()) as { id: string }).id));
    expect(new Set(ids).size).toBe(1);
    for (const answer of others) {
      expect(answer.headers.get('Retry-After')).toBe('1');
      expect(await problemOf(answer)).toEqual([409, 'idempotency-running']);
    }
    const { items } = (await (await program('/api/v1/groups')).json()) as { items: object[] };
    expect(items).toHaveLength(1);
  });

  test('belongs to one request: another address, or another method, is another one', async () => {
    await once('/api/v1/groups', 'staff', 'a');
    expect(await problemOf(await once(PEOPLE, 'staff', 'a'))).toEqual([422, 'idempotency-mismatch']);
    expect(await problemOf(await once('/api/v1/groups?x', 'staff', 'a'))).toEqual([422, 'idempotency-mismatch']);
  });

  test('that is empty, too long or not of printable ASCII is refused', async () => {
    for (const text of ['', 'x'.repeat(256), 'two words', 'ä']) {
      expect(await problemOf(await once('/api/v1/groups', 'staff', text))).toEqual([400, 'bad-request']);
    }
    expect((await once('/api/v1/groups', 'staff', 'x'.repeat(255))).status).toBe(201);
  });

  test('gives no answer to a key that has lost the scope', async () => {
    await once('/api/v1/groups', 'staff', 'a');
    await deps.db.update(apiKeys).set({ scopes: ['verify'] });
    expect(await problemOf(await once('/api/v1/groups', 'staff', 'a'))).toEqual([403, 'key-scope']);
  });
});
