import { beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { userNamed } from '../../../test/helpers/site/admin.ts';
import { testConfig, testDeps } from '../../../test/helpers/site/deps.ts';
import { confirmAt, openSite, PASSWORD, registerAt } from '../../../test/helpers/site/site.ts';
import { auditEvents, serverState, users } from '../../db/schema.ts';
import { newSetupCode } from './setup-code.ts';

const HOUR_MS = 3_600_000;
let deps: Awaited<ReturnType<typeof testDeps>>;
let site: ReturnType<typeof openSite>;

async function open(env: Record<string, string> = {}) {
  deps = await testDeps({ config: testConfig(env) });
  site = openSite(deps);
  return (await newSetupCode(deps))!;
}

beforeEach(truncateAll);

const newcomer = (code: string) => ({ code, username: 'root', password: PASSWORD });

test('who has the code becomes the first administrator, is in, and the page is gone', async () => {
  const code = await open({ FACELOGIN_REGISTRATION: 'closed' });
  const visitor = site.visitor();
  expect((await visitor.get('/setup')).status).toBe(200);
  const done = await visitor.post('/setup', newcomer(code));
  expect([done.status, done.headers.get('Location')]).toEqual([303, '/admin']);
  expect((await visitor.get('/admin')).status).toBe(200);
  expect((await visitor.get('/setup')).status).toBe(404);
  expect((await site.visitor().post('/setup', newcomer(code))).status).toBe(404);
  expect(await userNamed('root')).toMatchObject({ role: 'admin' });
  const kinds = (await deps.db.select().from(auditEvents)).map(({ kind }) => kind);
  expect(kinds).toContain('admin-made');
});

test('the code has 100 bits, is stored as a hash alone, and may be typed carelessly', async () => {
  const code = await open();
  expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/);
  const stored = JSON.stringify(await deps.db.select().from(serverState));
  expect(stored).not.toContain(code);
  expect(stored).not.toContain(code.replaceAll('-', ''));
  const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
  expect((await site.visitor().post('/setup', newcomer(typed))).status).toBe(303);
});

test('a stranger who finds the page first gets nothing, and is slowed', async () => {
  await open();
  const stranger = site.visitor();
  for (let i = 0; i < 6; i++) {
    const refused = await stranger.post('/setup', newcomer('AAAAA-BBBBB-CCCCC-DDDDD'));
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('This code is wrong, used or expired');
  }
  const slowed = await stranger.post('/setup', newcomer('AAAAA-BBBBB-CCCCC-DDDDD'));
  expect([slowed.status, slowed.headers.get('Retry-After')]).toEqual([429, '30']);
  expect(await deps.db.select().from(users)).toEqual([]);
});

test('a code runs out after a day, and a new start makes the old one useless', async () => {
  const first = await open();
  const second = (await newSetupCode(deps))!;
  expect((await site.visitor().post('/setup', newcomer(first))).status).toBe(422);
  deps.clock.forward(24 * HOUR_MS);
  expect((await site.visitor().post('/setup', newcomer(second))).status).toBe(422);
});

test('of two who use the code at the same moment one becomes administrator', async () => {
  const code = await open();
  const forms = ['root', 'other'].map((username) => ({ ...newcomer(code), username }));
  const answers = await Promise.all(forms.map((form) => site.visitor().post('/setup', form)));
  expect(answers.map(({ status }) => status).filter((status) => status === 303)).toHaveLength(1);
  expect(await deps.db.select().from(users)).toHaveLength(1);
});

test('a mistake in the form costs no code', async () => {
  const code = await open();
  const visitor = site.visitor();
  await registerAt(site.visitor(), 'taken');
  expect((await visitor.post('/setup', { ...newcomer(code), password: 'short' })).status).toBe(422);
  expect((await visitor.post('/setup', { ...newcomer(code), username: 'taken' })).status).toBe(422);
  expect((await visitor.post('/setup', { ...newcomer(code), username: 'a\u0000b' })).status).toBe(422);
  expect((await visitor.post('/setup', newcomer(code))).status).toBe(303);
});

test('who is signed in gives the password and keeps the account', async () => {
  const code = await open();
  const anna = site.visitor();
  await registerAt(anna, 'anna');
  expect((await anna.get('/setup')).headers.get('Location')).toBe('/account/confirm?next=%2Fsetup');
  expect((await anna.post('/setup', { code })).status).toBe(403);
  await confirmAt(anna);
  expect(await (await anna.get('/setup')).text()).toContain('Your account anna');
  expect((await anna.post('/setup', { code })).headers.get('Location')).toBe('/admin');
  expect(await userNamed('anna')).toMatchObject({ role: 'admin' });
});

test('once the last administrator is gone the next start prints a code again', async () => {
  const code = await open();
  await site.visitor().post('/setup', newcomer(code));
  expect(await newSetupCode(deps)).toBeUndefined();
  await deps.db.update(users).set({ disabledAt: deps.clock() }).where(eq(users.username, 'root'));
  expect(await newSetupCode(deps)).toBeString();
  expect((await site.visitor().get('/setup')).status).toBe(200);
});
