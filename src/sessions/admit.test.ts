import { beforeEach, expect, test } from 'bun:test';
import { Hono } from 'hono';
import { testDb, truncateAll } from '../../test/helpers/data/db.ts';
import { testClock, testConfig } from '../../test/helpers/site/deps.ts';
import type { Config } from '../config.ts';
import { auditEvents, passkeys, pendingSignIns, reauthentications, sessions, users } from '../db/schema.ts';
import { AppError } from '../errors.ts';
import type { Env } from '../http/env.ts';
import { admit, admitWithBoth } from './admit.ts';
import { loadSession, requireSession } from './middleware.ts';
import { findPending, takePending } from './pending.store.ts';

const client = { address: '192.0.2.1', userAgent: 'Browser' };
const clock = testClock();
const rule = (secondFactor: Config['secondFactor']) => ({ ...testConfig(), secondFactor });

async function person({ role = 'user', passkey = false }: { role?: 'user' | 'admin'; passkey?: boolean } = {}) {
  const db = await testDb();
  const name = crypto.randomUUID();
  const row = { username: name, usernameKey: name, passwordHash: '', displayName: name, role };
  const [inserted] = await db.insert(users).values(row).returning();
  const id = inserted!.id;
  if (passkey) {
    const key = { id: `key of ${id}`, userId: id, publicKey: new Uint8Array(1), counter: 0, name: 'Phone' };
    await db.insert(passkeys).values({ ...key, createdAt: clock() });
  }
  return id;
}

async function enter(userId: string, method: 'password' | 'face', secondFactor: Config['secondFactor']) {
  const way = method === 'face' ? { method, face: { live: true, device: false } } : { method };
  const factor = { userId, ...way, client, next: '/account/edit', now: clock() };
  return (await testDb()).transaction((tx) => admit(tx, rule(secondFactor), factor));
}

/** The answers to a GET and a POST of a path in a browser with this session. */
async function visit(sessionToken: string, secondFactor: Config['secondFactor'], path = '/account') {
  const deps = { db: await testDb(), config: rule(secondFactor), liveness: { challenge: false }, clock };
  const app = new Hono<Env>();
  app.use(loadSession(deps), requireSession()).all('*', (c) => c.text(c.var.session!.userId));
  app.onError((error, c) => c.text(error instanceof AppError ? error.code : String(error), 500));
  const get = (init: RequestInit) =>
    app.request(path, { ...init, headers: { Cookie: `session=${sessionToken}`, ...init.headers } });
  return { get: await get({}), post: await get({ method: 'POST' }) };
}

const tokenOf = (admission: Awaited<ReturnType<typeof enter>>) => (admission as { sessionToken: string }).sessionToken;

beforeEach(truncateAll);

test('without the setting everybody gets a session at once, with a passkey or without', async () => {
  for (const passkey of [false, true]) {
    for (const method of ['password', 'face'] as const) {
      expect(await enter(await person({ passkey }), method, 'off')).toMatchObject({
        kind: 'session',
        next: '/account/edit',
      });
    }
  }
});

test.each([
  ['face', 'user', 'face', true, 'pending'],
  ['face', 'user', 'face', false, 'session'],
  ['face', 'admin', 'password', true, 'session'],
  ['admins', 'user', 'face', true, 'session'],
  ['admins', 'admin', 'password', true, 'pending'],
  ['admins', 'admin', 'face', true, 'pending'],
  ['admins', 'admin', 'face', false, 'password-first'],
  ['all', 'user', 'password', true, 'pending'],
  ['all', 'user', 'face', true, 'pending'],
  ['all', 'user', 'face', false, 'password-first'],
] as const)('%s: a %s by %s, passkey: %p, gets: %s', async (setting, role, method, passkey, kind) => {
  const admission = await enter(await person({ role, passkey }), method, setting);
  expect(admission.kind).toBe(kind);
  const opened = await (await testDb()).select().from(sessions);
  expect(opened).toHaveLength(kind === 'session' ? 1 : 0);
});

test('a person who has to set up a passkey gets a session for that alone, and only by password', async () => {
  const userId = await person();
  const admission = await enter(userId, 'password', 'all');
  expect(admission).toMatchObject({ kind: 'session', next: '/account/passkeys?next=%2Faccount%2Fedit' });
  const token = tokenOf(admission);
  const elsewhere = await visit(token, 'all', '/account/edit');
  expect(elsewhere.get.headers.get('Location')).toBe('/account/passkeys?next=%2Faccount%2Fedit');
  expect(await elsewhere.post.text()).toBe('passkey-needed');
  for (const path of ['/account/passkeys', '/account/passkeys/options', '/account/confirm', '/logout']) {
    expect(await (await visit(token, 'all', path)).post.text()).toBe(userId);
  }
  const paths = [
    '/account/passkeysx',
    '/account',
    '/enroll',
    '/admin',
    '/account/passkeys/../edit',
    '//account/passkeys',
  ];
  for (const path of paths) expect(await (await visit(token, 'all', path)).post.text()).toBe('passkey-needed');
  expect(await (await testDb()).select().from(reauthentications)).toMatchObject([{ purpose: 'sudo' }]);
});

test('a stricter setting ends open sessions that showed no passkey and keeps those that did', async () => {
  const userId = await person({ passkey: true });
  const weak = tokenOf(await enter(userId, 'password', 'off'));
  const db = await testDb();
  const both = { userId, client, now: clock(), second: 'passkey' } as const;
  const strong = await admitWithBoth(db, { ...both, method: 'password' });
  const alone = await admitWithBoth(db, { userId, client, now: clock(), method: 'passkey' });
  expect((await visit(weak, 'all')).get.headers.get('Location')).toBe('/login?next=%2Faccount');
  expect(await (await visit(weak, 'off')).post.text()).toBe('not-signed-in');
  expect(await (await visit(strong, 'all')).get.text()).toBe(userId);
  expect(await (await visit(alone, 'all')).get.text()).toBe(userId);
});

test('a new administrator has to set up a passkey before anything else', async () => {
  const userId = await person();
  const token = tokenOf(await enter(userId, 'face', 'admins'));
  expect(await (await visit(token, 'admins')).get.text()).toBe(userId);
  await (await testDb()).update(users).set({ role: 'admin' });
  expect((await visit(token, 'admins')).get.headers.get('Location')).toStartWith('/account/passkeys');
  // The face opened that session, so the server remembers no password.
  expect(await (await testDb()).select().from(reauthentications)).toEqual([]);
});

test('a pending sign-in lasts five minutes, serves once, and never a disabled account', async () => {
  const db = await testDb();
  const userId = await person({ passkey: true });
  const wait = async () => ((await enter(userId, 'password', 'all')) as { pendingToken: string }).pendingToken;
  const token = await wait();
  expect(await findPending(db, token, clock())).toEqual({
    ...{ userId, method: 'password', live: false, device: false, next: '/account/edit' },
  });
  expect(await findPending(db, 'forged', clock())).toBeUndefined();
  const late = new Date(clock().getTime() + 300_000);
  expect(await findPending(db, token, late)).toBeUndefined();
  expect(await takePending(db, token, late)).toBe(false);
  expect(await takePending(db, token, clock())).toBe(true);
  expect(await takePending(db, token, clock())).toBe(false);
  const another = await wait();
  await db.update(users).set({ disabledAt: clock() });
  expect(await findPending(db, another, clock())).toBeUndefined();
  expect(JSON.stringify(await db.select().from(pendingSignIns))).not.toContain(another);
});

test('the audit trail gets a sign-in when it is complete, with its second factor', async () => {
  const db = await testDb();
  const userId = await person({ passkey: true });
  await enter(userId, 'face', 'all');
  expect(await db.select().from(auditEvents)).toEqual([]);
  await admitWithBoth(db, { userId, client, now: clock(), method: 'face', second: 'recovery-code' });
  const detail = { method: 'face', second: 'recovery-code' };
  expect(await db.select().from(auditEvents)).toMatchObject([{ userId, kind: 'signed-in', detail }]);
  expect(await db.select().from(users)).toMatchObject([{ lastSignInAt: clock() }]);
});
