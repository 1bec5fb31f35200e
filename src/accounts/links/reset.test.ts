import { beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite, PASSWORD, registerAt, type Visitor } from '../../../test/helpers/site/site.ts';
import { auditEvents, knownDevices, passwordResets, throttles, users } from '../../db/schema.ts';
import { createReset, createResetByName } from './resets.store.ts';

const NEW = 'another long password';

let deps: Awaited<ReturnType<typeof testDeps>>;
let site: ReturnType<typeof openSite>;
let anna: Visitor;

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  site = openSite(deps);
  anna = site.visitor();
  await registerAt(anna, 'anna');
});

async function link(): Promise<string> {
  return `/reset?token=${(await createResetByName(deps, 'Anna')).token}`;
}

/** Opens a link in a browser that has never been here. */
async function openedLink(path?: string): Promise<Visitor> {
  const visitor = site.visitor({ address: '203.0.113.9' });
  await visitor.get(path ?? (await link()));
  return visitor;
}

const signIn = async (password: string) =>
  (await site.visitor({ address: '198.51.100.1' }).post('/login', { username: 'anna', password })).status;

test('a link sets a new password once, and leads to the sign-in', async () => {
  const path = await link();
  const visitor = await openedLink(path);
  expect(await (await visitor.get('/reset')).text()).toContain('for the account anna');
  const set = await visitor.post('/reset', { password: NEW });
  expect(set.headers.get('Location')).toBe('/login?with=password&done=reset');
  expect(await (await visitor.get('/login?with=password&done=reset')).text()).toContain('Your new password is set');
  expect([await signIn(PASSWORD), await signIn(NEW)]).toEqual([401, 303]);
  const again = await openedLink(path);
  expect((await again.post('/reset', { password: 'a third long password' })).status).toBe(403);
  expect(await signIn(NEW)).toBe(303);
});

test('of two who use one link at the same moment one sets the password', async () => {
  const path = await link();
  const both = await Promise.all(
    [NEW, 'a third long password'].map(async (password) => (await openedLink(path)).post('/reset', { password })),
  );
  expect(both.map(({ status }) => status).sort()).toEqual([303, 403]);
});

test('a link that is used, has run out, was replaced or never was gets one and the same answer', async () => {
  const used = await link();
  await (await openedLink(used)).post('/reset', { password: NEW });
  const replaced = await link();
  const expired = await link();
  deps.clock.forward(24 * 3_600_000);
  const answers = [];
  for (const path of [used, replaced, expired, '/reset?token=never-was', '/reset?token=', '/reset?token=%00%0A%22;']) {
    const first = await (await openedLink(path)).get('/reset');
    const posted = await (await openedLink(path)).post('/reset', { password: NEW });
    for (const response of [first, posted]) {
      const text = (await response.text()).replaceAll(/[0-9a-f-]{36}/g, 'request');
      answers.push({ status: response.status, text });
    }
  }
  for (const answer of answers) expect(answer).toEqual(answers[0]!);
  expect(answers[0]).toMatchObject({ status: 403 });
});

test('the secret leaves the address at once, is told to no other page and stored by no cache', async () => {
  const visitor = site.visitor();
  const path = await link();
  const led = await visitor.get(path);
  expect([led.status, led.headers.get('Location')]).toEqual([303, '/reset']);
  expect(led.headers.get('Referrer-Policy')).toBe('no-referrer');
  const shown = await visitor.get('/reset');
  for (const response of [led, shown]) expect(response.headers.get('Cache-Control')).toBe('no-store');
  expect(await shown.text()).not.toContain(path.split('=')[1]!);
  expect(JSON.stringify(await deps.db.select().from(passwordResets))).not.toContain(path.split('=')[1]!);
});

test('a new password ends all that the old one opened, and what guessing had made the owner wait for', async () => {
  const guesser = site.visitor({ address: '198.51.100.7' });
  for (let i = 0; i < 7; i++) await guesser.post('/login', { username: 'anna', password: 'wrong password' });
  for (let i = 0; i < 7; i++) await anna.post('/account/confirm', { password: 'wrong password', next: '/' });
  expect(await signIn(PASSWORD)).toBe(429);
  await (await openedLink()).post('/reset', { password: NEW });
  expect((await anna.get('/account')).status).toBe(303);
  expect(await deps.db.select().from(knownDevices)).toEqual([]);
  const left = (await deps.db.select().from(throttles)).map(({ kind }) => kind);
  expect(left.filter((kind) => !kind.endsWith('-address'))).toEqual([]);
  expect(await signIn(NEW)).toBe(303);
});

test.each(['short', 'password', 'anna', 'x'.repeat(129)])(
  'the password %j is refused, and the link still works',
  async (bad) => {
    const visitor = await openedLink();
    const refused = await visitor.post('/reset', { password: bad });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('aria-invalid="true"');
    expect((await visitor.post('/reset', { password: NEW })).status).toBe(303);
  },
);

test('who made a link and that it was used is written down', async () => {
  const [user] = await deps.db.select().from(users).where(eq(users.username, 'anna'));
  await deps.db.transaction((tx) => createReset(tx, { userId: user!.id, actorId: user!.id, now: deps.clock() }));
  await (await openedLink()).post('/reset', { password: NEW });
  const events = await deps.db.select().from(auditEvents);
  const told = events.map(({ kind, actorId, detail }) => [kind, actorId ?? detail.by ?? null]);
  expect(told.slice(1)).toEqual([
    ['reset-issued', user!.id],
    ['reset-issued', 'console'],
    ['password-reset', null],
  ]);
});

test('nobody gets a link for a name that nobody has', async () => {
  for (const name of ['nobody', 'an\u0000na', '']) {
    await expect(createResetByName(deps, name)).rejects.toThrow('Nobody here is called');
  }
});
