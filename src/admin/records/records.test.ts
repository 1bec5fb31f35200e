import { beforeEach, expect, test } from 'bun:test';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { adminAt, userNamed } from '../../../test/helpers/site/admin.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite, registerAt, type Visitor } from '../../../test/helpers/site/site.ts';
import { initialDecision } from '../../biometrics/decision.ts';
import { auditEvents, loginAttempts } from '../../db/schema.ts';
import { happened } from '../../events/events.store.ts';
import { NO_BUCKET } from '../../limits.ts';
import { tidy } from '../../server/housekeeping.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let admin: Visitor;
let anna: string;

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  const site = openSite(deps);
  admin = site.visitor();
  await adminAt(admin);
  await registerAt(site.visitor(), 'anna');
  anna = (await userNamed('anna')).id;
  await deps.db.delete(auditEvents);
});

type Values = Partial<typeof loginAttempts.$inferInsert>;
async function attempts(...rows: Values[]) {
  const base = { state: {}, next: '/', recognizer: 'embedding', throttle: NO_BUCKET };
  const at = (n: number) => new Date(deps.clock().getTime() - n * 60_000);
  const made = rows.map((row, n) => ({ ...base, openedAt: at(n), expiresAt: at(n), ...row }));
  return deps.db.insert(loginAttempts).values(made).returning();
}
const accepted: Values = { outcome: 'accepted', bestScore: 0.81 };
const stranger: Values = { outcome: 'expired', reason: 'unknown-face', bestScore: 0.22 };

const text = async (path: string) => (await admin.get(path)).text();
/** Ids of the attempts that a list shows, in its order. */
const shown = async (path: string) =>
  [...(await text(path)).matchAll(/\/admin\/attempts\/([0-9a-f-]{36})"/g)].map(([, id]) => id!);

test('attempts are chosen by result, reason, way, person and day', async () => {
  const rows = await attempts(
    { ...accepted, userId: anna },
    stranger,
    { ...stranger, reason: 'not-live', mode: 'verification', claimedUserId: anna },
    { openedAt: new Date('2026-02-01T23:59:59.999Z'), outcome: 'abandoned', reason: 'no-picture' },
    { outcome: null, openedAt: deps.clock(), expiresAt: new Date(deps.clock().getTime() + 30_000) },
  );
  const ids = (...indices: number[]) => indices.map((index) => rows[index]!.id);
  expect((await shown('/admin/attempts')).sort()).toEqual(rows.map(({ id }) => id).sort());
  expect(await shown('/admin/attempts?outcome=accepted')).toEqual(ids(0));
  expect(await shown('/admin/attempts?outcome=refused')).toEqual(ids(1, 2, 3));
  expect(await shown('/admin/attempts?outcome=open')).toEqual(ids(4));
  expect(await shown('/admin/attempts?reason=not-live')).toEqual(ids(2));
  expect(await shown('/admin/attempts?mode=verification')).toEqual(ids(2));
  expect(await shown('/admin/attempts?person=ANNA')).toEqual(ids(0, 2));
  expect(await shown('/admin/attempts?person=nobody')).toEqual([]);
  expect(await shown('/admin/attempts?from=2026-02-01&to=2026-02-01')).toEqual(ids(3));
  expect(await shown('/admin/attempts?to=2026-01-31')).toEqual([]);
});

/** An attempt that nobody came back to: one frame was seen, then nothing. */
const left: Values = {
  outcome: null,
  state: { ...initialDecision(), usable: 1, frameIds: ['one'] },
  bestScore: null,
};

test('an attempt whose time is up is over at once, everywhere, and says why', async () => {
  const [row] = await attempts({
    ...left,
    openedAt: deps.clock(),
    expiresAt: new Date(deps.clock().getTime() + 30_000),
  });
  const page = `/admin/attempts/${row!.id}`;
  const asked = [
    '/admin/attempts?outcome=open',
    '/admin/attempts?outcome=refused',
    '/admin/attempts?reason=too-few-frames',
  ];
  const found = async () => Promise.all(asked.map(async (path) => (await shown(path)).length));
  expect([await found(), (await text(page)).includes('Still running')]).toEqual([[1, 0, 0], true]);
  expect(await text('/admin?days=7')).toContain('No attempts in this time');
  deps.clock.forward(30_000);
  expect(await found()).toEqual([0, 1, 1]);
  expect(await text('/admin/attempts')).toContain('Given up');
  for (const word of ['Given up', 'Ended too soon', '>Ended<']) expect(await text(page)).toContain(word);
  const overview = await text('/admin?days=7');
  for (const word of ['2 Mar: 0 signed in, 1 not', 'Ended too soon']) expect(overview).toContain(word);
  const csv = await text('/admin/attempts.csv');
  expect(csv).toContain('2026-03-02T10:00:30.000Z,abandoned,too-few-frames');
  expect(await deps.db.select().from(loginAttempts)).toMatchObject([{ outcome: null, endedAt: null }]);
  // The round of housekeeping that comes later writes the same, and nothing counts twice.
  deps.clock.forward(60_000);
  await tidy(deps);
  const ended = { outcome: 'abandoned', reason: 'too-few-frames', endedAt: row!.expiresAt };
  expect(await deps.db.select().from(loginAttempts)).toMatchObject([ended]);
  expect(await text('/admin?days=7')).toContain('2 Mar: 0 signed in, 1 not');
});

test('the best score of an attempt whose time is up is in the chart of scores', async () => {
  const decided = { threshold: 0.5, score: 0.31, refusal: 'unknown-face' as const, liveness: {} };
  await attempts({ ...left, state: { ...initialDecision(), usable: 2, decisions: [decided] } });
  const page = await text('/admin?days=7');
  expect(page).toContain('best scores of 0 attempts that signed in and 1 that did not');
});

test('the list names both accounts that a face was alike to, on the page of each as well', async () => {
  await registerAt(openSite(deps).visitor(), 'ben');
  const ben = (await userNamed('ben')).id;
  const decided = { userId: anna, otherUserId: ben, score: 0.91, lead: 0.004, threshold: 0.5, liveness: {} };
  const state = { usable: 2, replays: 0, problems: {}, decisions: [{ ...decided, refusal: 'not-clear' as const }] };
  const [row] = await attempts({ outcome: 'expired', reason: 'not-clear', state }, stranger);
  const both = new RegExp(`/admin/people/${anna}">anna</a> or <a href="/admin/people/${ben}">ben</a>`);
  expect(await text('/admin/attempts')).toMatch(both);
  const page = await text(`/admin/attempts/${row!.id}`);
  expect(page).toMatch(both);
  expect(page).toContain('Perhaps one person has two accounts.');
  expect(page).toMatch(/0\.004 \(<a href="[^"]*">ben</);
  for (const person of ['anna', 'ben']) expect(await shown(`/admin/attempts?person=${person}`)).toEqual([row!.id]);
  expect(await text('/admin/attempts.csv')).toContain('anna ben');
});

test('pages of attempts miss none and repeat none, also where many began in the same microsecond', async () => {
  const openedAt = deps.clock();
  const rows = await attempts(
    ...Array.from({ length: 130 }, (_, n) => (n < 80 ? { ...stranger, openedAt } : stranger)),
  );
  const seen: string[] = [];
  for (let path: string | undefined = '/admin/attempts?outcome=refused'; path; ) {
    const page: string = await text(path);
    seen.push(...[...page.matchAll(/\/admin\/attempts\/([0-9a-f-]{36})"/g)].map(([, id]) => id!));
    path = /href="(\/admin\/attempts\?[^"]*after=[^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
  }
  expect(new Set(seen).size).toBe(130);
  expect(seen.toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
});

test('nonsense in filters and cursors chooses nothing by itself, and is never an error of the server', async () => {
  const bad = ['2026-02-30', '0000-00-00', '99999-01-01', "'; --", '%00', '9999999999999999_x'];
  const names = ['from', 'to', 'outcome', 'reason', 'mode', 'person', 'after', 'kind'];
  const statusOf = async (page: string, query: Record<string, string>) => {
    const answer = await admin.get(`${page}?${new URLSearchParams(query)}`);
    await answer.text();
    return `${page} ${JSON.stringify(query)} ${answer.status}`;
  };
  for (const value of bad.map(decodeURIComponent)) {
    const everywhere = Object.fromEntries(names.map((name) => [name, value]));
    const queries = [...names.map((name) => ({ [name]: value })), everywhere];
    for (const page of ['/admin/attempts', '/admin/audit']) {
      for (const query of queries) expect(await statusOf(page, query)).toEndWith(' 200');
      expect(await statusOf(`${page}.csv`, everywhere)).toEndWith(' 200');
    }
  }
  expect((await admin.get(`/admin/attempts?after=9999999999999999_${anna}`)).status).toBe(200);
  for (const id of ['x', crypto.randomUUID()]) expect((await admin.get(`/admin/attempts/${id}`)).status).toBe(404);
});

test('an attempt tells its decisions, cues and what could not be judged; one without a state tells that it has none', async () => {
  const state = {
    ...{ usable: 6, replays: 1, problems: { 'too-dark': 3 } },
    decisions: [
      {
        userId: anna,
        score: 0.31,
        lead: 0.1,
        threshold: 0.5,
        refusal: 'unknown-face' as const,
        liveness: { passive: 0.91 },
      },
      { userId: anna, score: 0.72, threshold: 0.5, refusal: 'not-live' as const, liveness: { passive: 0.125 } },
    ],
  };
  const liveness = {
    passive: 0.125,
    challenge: 'unfinished',
    moves: 'left up',
    moved: 1,
  };
  const [row, erased] = await attempts({ ...stranger, state, liveness, frames: 10 }, stranger);
  const page = await text(`/admin/attempts/${row!.id}`);
  for (const word of [
    '0.310',
    '0.720',
    '0.500',
    '0.125',
    'No sign of life',
    'Unknown face',
    'Too dark',
    '1 made, asked for: left, up',
    '>anna<',
  ]) {
    expect(page).toContain(word);
  }
  expect(await text(`/admin/attempts/${erased!.id}`)).toContain('ended before the first decision');
});

test('the charts count what is there, and draw the threshold in', async () => {
  await attempts({ ...accepted }, { ...accepted, bestScore: 0.79 }, stranger, { ...stranger, reason: 'no-picture' });
  const page = await text('/admin?days=7');
  expect(page).toContain('2 Mar: 2 signed in, 2 not');
  expect(page).toContain('Threshold, face alone among 1: 0.');
  expect(page.match(/chart-line-threshold/g)!.length).toBeGreaterThanOrEqual(2);
  expect(page).toContain('No picture came');
  expect(page).not.toContain('NaN');
  expect(page).toContain('There is no liveness check');
  expect(await text('/admin?days=nonsense')).toContain('30 days');
});

test('without any attempt the charts say so', async () => {
  const page = await text('/admin');
  expect(page).toContain('No attempts in this time');
  expect(page).not.toMatch(/NaN|Infinity/);
});

test('the audit trail is chosen by event, person and day, and tells who did it', async () => {
  const root = (await userNamed('root')).id;
  const at = deps.clock();
  await happened(deps.db, { at, userId: anna, actorId: root, kind: 'account-disabled' });
  await happened(deps.db, { at, userId: root, kind: 'signed-in', detail: { method: 'password' } });
  expect(await text('/admin/audit?kind=account-disabled')).toContain(`/admin/people/${root}`);
  expect(await text('/admin/audit?kind=face-enrolled')).toContain('No events here');
  expect(await text('/admin/audit?person=anna')).not.toContain('Method: password');
  expect(await text('/admin/audit?person=root')).toContain('Method: password');
  expect(await text('/admin/audit?to=2026-03-01')).toContain('No events here');
});

test('a table leaves as CSV with every row of the filter, and that it did is written down', async () => {
  const many = 4_500;
  await attempts(...Array.from({ length: 3 }, () => accepted));
  for (let done = 0; done < many; done += 500) await attempts(...Array.from({ length: 500 }, () => stranger));
  const answer = await admin.get('/admin/attempts.csv?outcome=refused');
  expect(answer.headers.get('Content-Type')).toBe('text/csv; charset=utf-8');
  expect(answer.headers.get('Content-Disposition')).toBe('attachment; filename="facelogin-attempts-2026-03-02.csv"');
  const lines = (await answer.text()).trimEnd().split('\r\n');
  expect(lines[0]).toStartWith('id,opened_at,');
  expect(lines).toHaveLength(many + 1);
  expect(new Set(lines.map((line) => line.split(',')[0])).size).toBe(many + 1);
  const events = await deps.db.select().from(auditEvents);
  expect(events).toMatchObject([{ kind: 'exported', detail: { what: 'attempts' } }]);
});
