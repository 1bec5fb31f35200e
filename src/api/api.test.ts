/** Keys, scopes, limits, errors and repeated writes of `/api/v1`. */
import { beforeEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { keyFor, type ProgramVisitor, programAt } from '../../test/helpers/site/api.ts';
import { testDeps } from '../../test/helpers/site/deps.ts';
import { openSite, registerAt } from '../../test/helpers/site/site.ts';
import { apiKeys, sessions, users } from '../db/schema.ts';
import { SCOPES, type Scope } from '../principal.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let site: ReturnType<typeof openSite>;
let program: ProgramVisitor;

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  site = openSite(deps);
  program = programAt(site.app, deps, await keyFor(deps));
});

// biome-ignore lint/suspicious/noExplicitAny: answers are read freely.
const jsonOf = async (response: Response): Promise<any> => response.json();
const titleOf = async (response: Response) => [response.status, (await jsonOf(response)).title];
const add = async (name: string, more: object = {}) =>
  (await jsonOf(await program('/api/v1/people', { json: { name, ...more } }))).id as string;

describe('a key', () => {
  test('is asked for by every operation, before the body is read', async () => {
    const nobody = programAt(site.app, deps, 'flk_nobody');
    for (const path of ['/api/v1/people', '/api/v1/nothing']) {
      const response = await nobody(path, { json: {} });
      expect(response.headers.get('WWW-Authenticate')).toBe('Bearer');
      expect(response.headers.get('Content-Type')).toBe('application/problem+json');
      expect(await titleOf(response)).toEqual([401, 'key-needed']);
    }
  });

  test('is stored as its hash, notes its last use and stops when it expires or is removed', async () => {
    const key = await keyFor(deps, { days: 30 });
    const own = programAt(site.app, deps, key);
    expect((await own('/api/v1/people')).status).toBe(200);
    const rows = await deps.db.select().from(apiKeys);
    expect(JSON.stringify(rows)).not.toContain(key);
    expect(rows.find(({ expiresAt }) => expiresAt)?.lastUsedAt).toEqual(deps.clock());
    deps.clock.forward(30 * 24 * 3_600_000);
    expect(await titleOf(await own('/api/v1/people'))).toEqual([401, 'key-needed']);
    await deps.db.delete(apiKeys);
    expect((await program('/api/v1/people')).status).toBe(401);
  });

  test('works only from its addresses', async () => {
    const own = programAt(site.app, deps, await keyFor(deps, { addresses: ['198.51.100.0/24', '2001:db8::7'] }));
    expect((await own('/api/v1/people', { from: '198.51.100.3' })).status).toBe(200);
    expect((await own('/api/v1/people', { from: '2001:db8::7' })).status).toBe(200);
    expect(await titleOf(await own('/api/v1/people', { from: '192.0.2.1' }))).toEqual([403, 'key-address']);
  });

  test('of CompreFace opens nothing here, and a session cookie neither', async () => {
    const other = programAt(site.app, deps, await keyFor(deps, { surface: 'compreface' }));
    expect((await other('/api/v1/people')).status).toBe(401);
    const visitor = site.visitor();
    await registerAt(visitor, 'anna');
    expect((await visitor.get('/api/v1/people')).status).toBe(401);
  });

  test('never makes a session', async () => {
    const id = await add('anna');
    for (const path of ['/account', '/admin']) {
      expect((await program(path)).headers.get('Location')).toStartWith('/login');
    }
    const signIn = await site.visitor().post('/login', { username: 'anna', password: '' });
    expect(signIn.status).not.toBe(303);
    expect(await deps.db.select().from(sessions).where(eq(sessions.userId, id))).toEqual([]);
  });

  test('has a number of requests a minute, and is told how many are left', async () => {
    const own = programAt(site.app, deps, await keyFor(deps, { perMinute: 2 }));
    const first = await own('/api/v1/groups');
    expect(first.headers.get('RateLimit-Policy')).toBe('"key";q=2;w=60');
    expect(first.headers.get('RateLimit')).toBe('"key";r=1;t=60');
    await own('/api/v1/groups');
    const refused = await own('/api/v1/groups');
    expect(refused.headers.get('Retry-After')).toBe('60');
    expect(await titleOf(refused)).toEqual([429, 'rate-limited']);
    deps.clock.forward(60_000);
    expect((await own('/api/v1/groups')).status).toBe(200);
  });
});

test('each operation needs its own scope, and no other one opens it', async () => {
  const { paths } = await jsonOf(await program('/api/v1/openapi.json'));
  const keys = new Map<Scope, ProgramVisitor>();
  for (const scope of SCOPES) keys.set(scope, programAt(site.app, deps, await keyFor(deps, { scopes: [scope] })));
  let cells = 0;
  for (const [pattern, methods] of Object.entries<Record<string, { security: { key: Scope[] }[] }>>(paths)) {
    const path = pattern.replace('{session}', '0'.repeat(64)).replace(/\{\w+\}/g, crypto.randomUUID());
    for (const [method, { security }] of Object.entries(methods)) {
      for (const scope of SCOPES) {
        const response = await keys.get(scope)!(path, { method: method.toUpperCase() });
        const refused = response.status === 403 && (await jsonOf(response)).title === 'key-scope';
        expect(`${method} ${pattern} ${scope} ${refused}`).toBe(
          `${method} ${pattern} ${scope} ${security[0]!.key.some((needed) => needed !== scope)}`,
        );
        cells++;
      }
    }
  }
  expect(cells).toBe(33 * SCOPES.length);
});

describe('errors', () => {
  test('say where a request does not fit, in the language that was asked for', async () => {
    const headers = { 'Accept-Language': 'zh' };
    const response = await program('/api/v1/people', { json: { name: '', signIn: 'x' }, headers });
    const body = await jsonOf(response);
    expect([response.status, body.title, body.detail]).toEqual([422, 'invalid-form', '有几项内容需要再看一下。']);
    expect(body.errors.map(({ at }: { at: string }) => at)).toEqual(['json.name', 'json.signIn']);
    expect(body.instance).toBe(`urn:facelogin:request:${response.headers.get('X-Request-Id')}`);
  });

  test('of broken requests are problems, too', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const broken = await program('/api/v1/people', { method: 'POST', headers, json: undefined });
    expect(broken.status).toBe(400);
    expect(await titleOf(await program('/api/v1/people', { method: 'PUT' }))).toEqual([405, 'method-not-allowed']);
    expect(await titleOf(await program('/api/v1/nothing'))).toEqual([404, 'not-found']);
    expect((await program('/api/v1/people?cursor=%00')).status).toBe(400);
    expect((await program('/api/v1/people/x')).status).toBe(422);
    expect((await program('/api/v1/audit?cursor=eA')).status).toBe(400);
  });
});

describe('a write with an Idempotency-Key', () => {
  const once = (key: string, json: object) => program('/api/v1/people', { json, headers: { 'Idempotency-Key': key } });

  test('is done once, however often it is sent', async () => {
    const answers = await Promise.all([once('a', { name: 'anna' }), once('a', { name: 'anna' })]);
    const statuses = answers.map(({ status }) => status).sort();
    expect([
      [201, 201],
      [201, 409],
    ]).toContainEqual(statuses);
    const again = await once('a', { name: 'anna' });
    expect([again.status, again.headers.get('Idempotent-Replayed')]).toEqual([201, 'true']);
    const first = answers.find(({ status }) => status === 201)!;
    expect(await again.json()).toEqual(await first.json());
    expect(await deps.db.$count(users, eq(users.username, 'anna'))).toBe(1);
  });

  test('gives the first answer for a day, an error as well', async () => {
    await add('anna');
    expect((await once('b', { name: 'anna' })).status).toBe(409);
    await deps.db.delete(users).where(eq(users.username, 'anna'));
    expect(await titleOf(await once('b', { name: 'anna' }))).toEqual([409, 'name-taken']);
    deps.clock.forward(24 * 3_600_000 + 1);
    expect((await once('b', { name: 'anna' })).status).toBe(201);
  });

  test('is refused with another body, and is no business of another key', async () => {
    await once('c', { name: 'anna' });
    expect(await titleOf(await once('c', { name: 'bertha' }))).toEqual([422, 'idempotency-mismatch']);
    program = programAt(site.app, deps, await keyFor(deps));
    expect((await once('c', { name: 'bertha' })).status).toBe(201);
  });

  test('that has an empty answer gets the empty one again', async () => {
    const id = await add('anna');
    const headers = { 'Idempotency-Key': 'd' };
    for (const replayed of [null, 'true']) {
      const response = await program(`/api/v1/people/${id}`, { method: 'DELETE', headers });
      expect([response.status, response.headers.get('Idempotent-Replayed')]).toEqual([204, replayed]);
    }
  });
});
