import { beforeEach, expect, test } from 'bun:test';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { testConfig, testDeps } from '../../test/helpers/site/deps.ts';
import { auditEvents, profiles, sessions, users } from '../db/schema.ts';
import { AppError } from '../errors.ts';
import { validateSession } from '../sessions/sessions.store.ts';
import { signInWithPassword } from '../signin/password.ts';
import { createInvite } from './links/invites.store.ts';
import { register } from './register.ts';
import { changePassword, deleteAccount } from './security.ts';

const password = 'correct horse battery';
const client = { deviceToken: undefined as string | undefined, address: '192.0.2.1', userAgent: 'Browser' };
const anna = { username: 'Anna', password, displayName: '', client };

let deps: Awaited<ReturnType<typeof testDeps>>;
beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
});

async function registered(input: typeof anna & { invite?: string } = anna) {
  const result = await register(deps, input);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  const session = await validateSession(deps.db, result.sessionToken, deps.clock());
  return { ...result, session: session! };
}

async function thrown(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
}

const signIn = (username: string, tried: string, from: Partial<typeof client> = {}) =>
  signInWithPassword(deps, { username, password: tried, next: '/account', client: { ...client, ...from } });

test('who registers is signed in and can sign in again under any spelling of the name', async () => {
  const { session } = await registered();
  expect(session).toMatchObject({ username: 'Anna', displayName: 'Anna', method: 'password' });
  expect(await signIn('ANNA', password)).not.toBeNull();
  expect(await signIn('ａｎｎａ', password)).not.toBeNull();
});

test('a name that differs by case only is taken', async () => {
  await registered();
  expect(await register(deps, { ...anna, username: 'aNNa' })).toEqual({
    ok: false,
    errors: { username: 'field.username.taken' },
  });
});

test('of two registrations of one name at the same moment one is made', async () => {
  const results = await Promise.all([register(deps, anna), register(deps, { ...anna, username: 'anna' })]);
  expect(results.map((result) => result.ok).sort()).toEqual([false, true]);
  expect(await deps.db.select().from(users)).toHaveLength(1);
});

test('an invitation lets one person in, once, within seven days', async () => {
  deps = await testDeps({ config: testConfig({ FACELOGIN_REGISTRATION: 'invite' }), clock: deps.clock });
  const { token } = await createInvite(deps.db, deps.clock());
  expect(await thrown(register(deps, anna))).toBe('invite-invalid');
  await registered({ ...anna, invite: token });
  expect(await thrown(register(deps, { ...anna, username: 'bertha', invite: token }))).toBe('invite-invalid');
  const late = await createInvite(deps.db, deps.clock());
  deps.clock.forward(7 * 86_400_000);
  expect(await thrown(register(deps, { ...anna, username: 'bertha', invite: late.token }))).toBe('invite-invalid');
});

test('a taken name does not use the invitation up', async () => {
  await registered();
  deps = await testDeps({ config: testConfig({ FACELOGIN_REGISTRATION: 'invite' }), clock: deps.clock });
  const { token } = await createInvite(deps.db, deps.clock());
  expect((await register(deps, { ...anna, invite: token })).ok).toBe(false);
  expect((await register(deps, { ...anna, username: 'bertha', invite: token })).ok).toBe(true);
});

test('a wrong password, an unknown name, a disabled account and a name that is none get the same answer', async () => {
  await registered();
  expect(await signIn('anna', 'wrong password')).toBeNull();
  expect(await signIn('nobody', password)).toBeNull();
  expect(await signIn('an\u0000na', password)).toBeNull();
  await deps.db.update(users).set({ disabledAt: deps.clock() });
  expect(await signIn('anna', password)).toBeNull();
});

test('guessing is slowed for strangers, for a name without an account too, and the owner is not locked out', async () => {
  const { deviceToken } = await registered();
  for (const name of ['anna', 'nobody']) {
    for (let i = 0; i < 5; i++) await signIn(name, 'wrong password', { address: `198.51.100.${i}` });
    expect(await thrown(signIn(name, password, { address: '203.0.113.9' }))).toBe('throttled');
  }
  expect(await signIn('anna', password, { deviceToken })).not.toBeNull();
});

test('a password change ends every other session and gives this one a new id', async () => {
  const first = await registered();
  const elsewhere = await signIn('anna', password);
  const change = { session: first.session, client };
  const short = await changePassword(deps, { ...change, password: 'short' });
  expect(short).toEqual({ ok: false, errors: { password: 'field.password.short' } });
  const result = await changePassword(deps, { ...change, password: 'another long password' });
  const { sessionToken } = elsewhere!.admission as { sessionToken: string };
  for (const token of [first.sessionToken, sessionToken]) {
    expect(await validateSession(deps.db, token, deps.clock())).toBeNull();
  }
  expect(
    await validateSession(deps.db, (result as { sessionToken: string }).sessionToken, deps.clock()),
  ).not.toBeNull();
  expect(await signIn('anna', password)).toBeNull();
  expect(await signIn('anna', 'another long password')).not.toBeNull();
});

test('a deleted account leaves nothing but audit rows of nobody, and the gallery forgets the face', async () => {
  const { session } = await registered();
  const changed: string[] = [];
  const { outbox } = await testDeps({ gallery: { changed: async (userId) => void changed.push(userId) } });
  await deleteAccount({ ...deps, outbox }, session);
  expect(changed).toEqual([session.userId]);
  for (const table of [users, profiles, sessions]) expect(await deps.db.select().from(table)).toEqual([]);
  const events = await deps.db.select().from(auditEvents);
  expect(events.map(({ kind }) => kind).sort()).toEqual(['account-deleted', 'registered']);
  expect(JSON.stringify(events)).not.toContain(session.userId);
});

test('an address that has made many accounts waits, and other addresses do not', async () => {
  const few = { ...deps, config: testConfig({ FACELOGIN_REGISTRATIONS_PER_ADDRESS: '2' }) };
  const make = (username: string, address: string) =>
    thrown(register(few, { ...anna, username, client: { ...client, address } }));
  // A name that is taken makes no account.
  for (const name of ['one', 'one', 'two']) expect(await make(name, '198.51.100.9')).toBeUndefined();
  expect(await make('three', '198.51.100.9')).toBe('throttled');
  expect(await make('three', '198.51.100.10')).toBeUndefined();
  deps.clock.forward(31_000);
  expect(await make('four', '198.51.100.9')).toBeUndefined();
});
