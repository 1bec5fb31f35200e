import { beforeEach, expect, test } from 'bun:test';
import {
  attempt,
  BOTH,
  FRAME,
  MOVEMENTS,
  NETWORKS,
  OTHER,
  obeys,
  PAGE,
  send,
  stage,
  trials,
} from '../../test/helpers/camera/stage.ts';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { adminAt } from '../../test/helpers/site/admin.ts';
import { confirmAt, openSite, registerAt } from '../../test/helpers/site/site.ts';
import { loginAttempts, openTrials } from '../db/schema.ts';
import { tidy } from '../server/housekeeping.ts';

beforeEach(truncateAll);

test('who makes the movements is taken for a person, and the row keeps what each check saw', async () => {
  const on = await stage(BOTH);
  on.scene.passive = 0.9;
  const answer = await attempt(on, 'person', obeys);
  expect(answer.text).toContain('You were taken for a person.');
  expect(await trials(on)).toMatchObject([
    { kind: 'person', verdict: 'live', cues: { checks: 'both', challenge: 'passed', moved: 2, byNetworks: false } },
  ]);
  expect((await trials(on))[0]?.cues.passive).toBeCloseTo(0.9, 5);
  expect(await on.deps.db.select().from(openTrials)).toEqual([]);
});

test('a trial compares the face with nobody, and opens and counts no attempt', async () => {
  const on = await stage(MOVEMENTS);
  await attempt(on, 'person', obeys);
  expect(on.scene.among.length).toBeGreaterThan(0);
  for (const among of on.scene.among) expect(among).toEqual([]);
  expect(await on.deps.db.select().from(loginAttempts)).toEqual([]);
});

test('a wrong movement is refused by the challenge', async () => {
  const on = await stage(MOVEMENTS);
  const answer = await attempt(on, 'phone', (move) => OTHER[move]);
  expect([answer.verdict, answer.text.includes('It was refused.')]).toEqual(['attack', true]);
  const cues = { checks: 'movements', challenge: 'failed', byMovements: true, byNetworks: false };
  expect(await trials(on)).toMatchObject([{ kind: 'phone', verdict: 'attack', cues }]);
});

test('a print that does not move is refused', async () => {
  const on = await stage(MOVEMENTS);
  expect((await attempt(on, 'print')).verdict).toBe('attack');
});

test('the networks refuse a screen that they see, however well it moves', async () => {
  const on = await stage(BOTH);
  on.scene.passive = 0.1;
  expect((await attempt(on, 'laptop', obeys)).verdict).toBe('attack');
  expect(await trials(on)).toMatchObject([{ cues: { challenge: 'unfinished', byNetworks: true, byMovements: false } }]);
});

test('with the networks alone the first live decision is enough, and a screen is refused at the end of the time', async () => {
  const on = await stage(NETWORKS);
  on.scene.passive = 0.8;
  expect((await attempt(on, 'print')).verdict).toBe('live');
  on.scene.passive = 0.2;
  expect((await attempt(on, 'print')).verdict).toBe('attack');
  expect((await trials(on)).map(({ cues }) => [cues.checks, cues.byNetworks])).toEqual([
    ['networks', false],
    ['networks', true],
  ]);
});

test('a decision without the cue of the networks is no pass', async () => {
  const on = await stage(NETWORKS);
  expect((await attempt(on, 'person')).verdict).toBe('inconclusive');
});

test('a trial without a face is inconclusive: it does not pass and counts apart', async () => {
  const on = await stage(MOVEMENTS);
  on.scene.problem = 'no-face';
  const answer = await attempt(on, 'person');
  expect(answer.text).toContain('No face could be judged.');
  const row = /<tr data-kind="person">.*?<\/tr>/s.exec(await (await on.admin.get(PAGE)).text())?.[0];
  expect(
    row
      ?.replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  ).toBe('Myself 1 0 1 BPCER 100% 2.5% to 100% –');
});

test('frames of an earlier trial are not judged', async () => {
  const on = await stage(NETWORKS);
  on.scene.passive = 0.9;
  const clip = [1, 2, 3].map((n) => new Uint8Array([n, 77, 77]));
  expect((await send(on, { begin: 'phone', bytes: clip[0]! })).verdict).toBeUndefined();
  expect((await send(on, { bytes: clip[1]! })).verdict).toBe('live');
  expect((await send(on, { begin: 'phone', bytes: clip[0]! })).verdict).toBeUndefined();
  expect((await send(on, { bytes: clip[1]! })).verdict).toBeUndefined();
  expect((await send(on, { wait: 31_000, bytes: clip[2]! })).verdict).toBe('inconclusive');
});

test('the page counts by kind and gives each rate with its interval', async () => {
  const on = await stage(NETWORKS);
  for (const passive of [0.2, 0.2, 0.9]) {
    on.scene.passive = passive;
    await attempt(on, 'phone');
  }
  const text = await (await on.admin.get(PAGE)).text();
  expect(text).toContain('3 of 20');
  const row = /<tr data-kind="phone">.*?<\/tr>/s
    .exec(text)?.[0]
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  // Clopper-Pearson of 1 in 3.
  expect(row).toBe('A phone 3 1 0 APCER 33% 0.8% to 91% networks 2');
  expect(text).toContain('Even if none of 20 tries passes, the true rate may be as high as 17%');
});

test('the last answer of a trial contains the new counts', async () => {
  const on = await stage(NETWORKS);
  on.scene.passive = 0.9;
  const { text } = await attempt(on, 'laptop');
  expect(text).toMatch(/<hx-partial hx-target="#trial-done-laptop" hx-swap="textContent">1 of 20</);
  expect(text).toMatch(/<hx-partial hx-target="#trials" hx-swap="outerHTML"><div id="trials">/);
});

test('trials under other checks count apart', async () => {
  const on = await stage(NETWORKS);
  on.scene.passive = 0.9;
  await attempt(on, 'print');
  on.deps.liveness = BOTH;
  const stricter = openSite(on.deps).visitor();
  for (const [name, value] of on.admin.cookies) stricter.cookies.set(name, value);
  const text = await (await stricter.get(PAGE)).text();
  expect(text).toContain('which these figures leave out: 1.');
  expect(text).not.toContain('1 of 20');
});

test('frames have to be 300 ms apart, also across trials, and an early one does not end the trial', async () => {
  const on = await stage(MOVEMENTS);
  await send(on, { begin: 'print' });
  const early = await send(on, { wait: 200 });
  expect([early.status, early.response.headers.get('HX-Reswap')]).toEqual([429, 'none']);
  expect((await send(on, { begin: 'print', wait: 50 })).status).toBe(429);
  expect((await send(on)).status).toBe(200);
});

test('a trial ends after 40 frames', async () => {
  const on = await stage(MOVEMENTS);
  on.scene.problem = 'too-dark';
  let answer = await send(on, { begin: 'print' });
  let frames = 1;
  for (; answer.verdict === undefined && frames < 60; frames++) answer = await send(on, { wait: 300 });
  expect([frames, answer.verdict]).toEqual([41, 'inconclusive']);
  expect(await trials(on)).toMatchObject([{ cues: { frames: 40 } }]);
});

test('a trial belongs to one session: another session of the person has none, and it ends with its session', async () => {
  const on = await stage(MOVEMENTS);
  await send(on, { begin: 'print' });
  const elsewhere = on.site.visitor();
  await elsewhere.post('/login', { username: 'root', password: 'seven small stones' });
  await confirmAt(elsewhere);
  const answer = await send(on, { by: elsewhere });
  expect([answer.status, answer.text.includes('This try is already over.')]).toEqual([410, true]);
  await on.admin.post('/logout');
  expect(await on.deps.db.select().from(openTrials)).toEqual([]);
});

test('an abandoned trial does not count, and a round of housekeeping removes it', async () => {
  const on = await stage(MOVEMENTS);
  await send(on, { begin: 'print' });
  on.deps.clock.forward(31_000);
  await tidy(on.deps);
  expect([await on.deps.db.select().from(openTrials), await trials(on)]).toEqual([[], []]);
});

test('a first frame without a kind, or without an image, is refused', async () => {
  const on = await stage(MOVEMENTS);
  for (const begin of ['', 'mask', 'a\u0000b']) expect((await send(on, { begin })).status).toBe(400);
  expect((await on.admin.post(FRAME, { begin: '1', kind: 'print' })).status).toBe(422);
  expect((await send(on)).status).toBe(410);
});

test('after five minutes the password is needed again, even in the middle of a trial', async () => {
  const on = await stage(MOVEMENTS);
  await send(on, { begin: 'print' });
  const late = await send(on, { wait: 5 * 60_000 });
  expect([late.status, late.response.headers.get('HX-Redirect')?.startsWith('/account/confirm')]).toEqual([403, true]);
});

test('starting over deletes the own trials and nobody else’s', async () => {
  const on = await stage(NETWORKS);
  on.scene.passive = 0.9;
  await attempt(on, 'person');
  const other = on.site.visitor();
  await adminAt(other, 'second');
  await confirmAt(on.admin);
  expect((await other.post(`${PAGE}/start-over`)).status).toBe(303);
  expect(await trials(on)).toHaveLength(1);
  expect(await (await on.admin.get(PAGE)).text()).toContain('all your tries for good, 1 so far');
  const done = await on.admin.post(`${PAGE}/start-over`);
  expect([done.status, done.headers.get('Location'), await trials(on)]).toEqual([303, PAGE, []]);
});

test('without any check the page says so and how to change that, and offers no trial', async () => {
  const on = await stage({ challenge: false });
  const text = await (await on.admin.get(PAGE)).text();
  expect(text).toContain('Nothing is checked here');
  expect(text).toContain('FACELOGIN_LIVENESS=challenge');
  expect(text).not.toContain('data-camera');
  expect((await send(on, { begin: 'print' })).status).toBe(404);
});

test('without the networks the page says that only the movements are checked, and how to fetch the networks', async () => {
  const on = await stage(MOVEMENTS);
  const text = await (await on.admin.get(PAGE)).text();
  expect(text).toContain('Only the movements of the head are checked here');
  expect(text).toContain('npm run facelogin -- models fetch');
  expect(text).toContain('data-camera="trial"');
});

test('the page exists in both languages, and the other pages of an administrator link to it', async () => {
  const on = await stage(BOTH);
  expect(await (await on.admin.get(PAGE, { 'Accept-Language': 'zh' })).text()).toContain('试着骗过它');
  expect(await (await on.admin.get('/admin')).text()).toContain(`href="${PAGE}"`);
});

test('the page does not exist for a person who is no administrator', async () => {
  const on = await stage(BOTH);
  const anna = on.site.visitor();
  await registerAt(anna, 'anna');
  await confirmAt(anna);
  expect((await anna.get(PAGE)).status).toBe(404);
  expect((await send(on, { begin: 'print', by: anna })).status).toBe(404);
});
