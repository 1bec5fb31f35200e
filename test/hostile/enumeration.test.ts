/**
 * Whether an outsider can find out who has an account, or a face, here: by what is said, and by the work that is done.
 * On PGlite alone: other tests run its statements on PostgreSQL.
 */
import { afterEach, beforeAll, beforeEach, expect, spyOn, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { hashPassword, verifyPassword } from '../../src/crypto/passwords.ts';
import { throttles, users } from '../../src/db/schema.ts';
import { type HostileSite, hostileSite } from '../helpers/site/hostile.ts';
import { PASSWORD, registerAt, type Visitor } from '../helpers/site/site.ts';

let site: HostileSite;
beforeAll(async () => {
  // The hash that stands in for nobody's is made once a process.
  await verifyPassword(undefined, 'x');
});
beforeEach(async () => {
  site = await hostileSite();
  await registerAt(site.visitor(), 'anna');
  await registerAt(site.visitor(), 'disabled');
  await site.deps.db.update(users).set({ disabledAt: site.deps.clock() }).where(eq(users.username, 'disabled'));
});

/** Names whose answers must not differ: who has an account, who had one that works, nobody, and no name at all. */
const NAMES = ['anna', 'disabled', 'nobody.here', 'no name <b>', '\u0000', ''];

/** An answer without what differs by chance: the request's id and what was typed. */
async function answerOf(response: Response, typed: string) {
  const text = (await response.text()).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID');
  const escaped = typed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const headers = [...response.headers].filter(([name]) => name !== 'x-request-id').sort();
  return { status: response.status, text: escaped ? text.replaceAll(`value="${escaped}"`, 'value=""') : text, headers };
}

test('a wrong password is answered alike for everybody and nobody', async () => {
  const answers = [];
  for (const username of NAMES) {
    const response = await site.visitor().post('/login', { username, password: 'wrong password', next: '/' });
    answers.push(await answerOf(response, username));
  }
  for (const answer of answers) expect(answer).toEqual(answers[0]!);
  expect(answers[0]!.status).toBe(401);
});

test('being slowed comes after as many tries, and says the same', async () => {
  const answers: unknown[] = [];
  for (const username of ['anna', 'nobody.here', 'disabled']) {
    await site.deps.db.delete(throttles);
    const seen = [];
    for (let i = 0; i < 8; i++) {
      const address = { 'X-Forwarded-For': `203.0.113.${i}` };
      const form = { username, password: 'wrong password', next: '/' };
      seen.push(await answerOf(await site.visitor().post('/login', form, address), username));
    }
    answers.push(seen);
  }
  expect((answers[0] as { status: number }[]).map(({ status }) => status)).toContain(429);
  for (const answer of answers) expect(answer).toEqual(answers[0]!);
});

let spies: { mockRestore(): void }[] = [];
afterEach(() => {
  for (const spy of spies) spy.mockRestore();
  spies = [];
});

/** How many statements the database is sent while something is done. */
async function statements(work: () => Promise<unknown>): Promise<number> {
  const session = (site.deps.db as unknown as { session: { prepareQuery: (...args: never[]) => unknown } }).session;
  const spy = spyOn(session, 'prepareQuery');
  spies.push(spy);
  await work();
  const { length } = spy.mock.calls;
  spy.mockRestore();
  return length;
}

test('the database is asked as often, whoever the name belongs to', async () => {
  const counts: number[] = [];
  for (const username of NAMES.slice(0, 3)) {
    const guest = site.visitor();
    counts.push(await statements(() => guest.post('/login', { username, password: 'wrong password', next: '/' })));
  }
  expect(counts[0]).toBeGreaterThan(0);
  expect(counts).toEqual(counts.map(() => counts[0]!));
});

test('a password is hashed for nobody as it is for somebody', async () => {
  const stored = await hashPassword(PASSWORD);
  /** Processor time of five checks, in microseconds: not a clock, which a busy machine makes of no use. */
  const work = async (against: string | undefined) => {
    const before = process.cpuUsage();
    for (let i = 0; i < 5; i++) expect(await verifyPassword(against, 'wrong password')).toBe(false);
    const { user } = process.cpuUsage(before);
    return user;
  };
  const [somebody, nobody] = [await work(stored), await work(undefined)];
  // Without the stand-in the ratio would be a hundred and more.
  expect(Math.max(somebody, nobody) / Math.min(somebody, nobody)).toBeLessThan(5);
});

const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

async function firstFrame(visitor: Visitor, username: string) {
  const form = new FormData();
  form.append('frame', new Blob([PICTURE], { type: 'image/png' }), 'frame.png');
  form.append('username', username);
  return visitor.post('/login/face/frame', form, { 'HX-Request': 'true' });
}

test('a camera session opens alike for a name with an account, without one, and for no name', async () => {
  const answers = [];
  for (const username of NAMES.slice(0, 4)) {
    const response = await firstFrame(site.visitor(), username);
    const answer = await answerOf(response, username);
    const headers = answer.headers.map(([name, value]) => [
      name,
      name === 'set-cookie' ? value.replace(/=[^;]+/, '=') : value,
    ]);
    answers.push({ ...answer, headers });
  }
  expect(answers[0]!.status).toBe(200);
  for (const answer of answers) expect(answer).toEqual(answers[0]!);
});

test('pictures, receipts and pages of administrators are as absent for who may not see them as what is not there', async () => {
  const [anna] = await site.deps.db.select().from(users).where(eq(users.username, 'anna'));
  const mallory = site.visitor();
  await registerAt(mallory, 'mallory');
  const there = await mallory.get(`/avatars/${anna!.id}/0123456789abcdef`);
  const nowhere = await mallory.get('/avatars/00000000-0000-4000-8000-00000000000a/0123456789abcdef');
  expect([there.status, nowhere.status]).toEqual([404, 404]);
  for (const { path } of site.routes.filter(({ path, method }) => method === 'GET' && path.startsWith('/admin'))) {
    expect((await mallory.get(path)).status).toBe(404);
  }
  expect((await mallory.get('/admin/no/such/page')).status).toBe(404);
});
