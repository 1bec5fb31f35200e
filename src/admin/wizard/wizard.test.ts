import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { describeIf, livenessModels } from '../../../test/helpers/need.ts';
import { userNamed } from '../../../test/helpers/site/admin.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite, PASSWORD, type Visitor } from '../../../test/helpers/site/site.ts';
import { until } from '../../../test/helpers/until.ts';
import { enrollments } from '../../db/schema.ts';
import type { Deps } from '../../deps.ts';
import { policyFor } from '../../policy/policy.ts';
import { newSetupCode } from '../setup/setup-code.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let admin: Visitor;

/** Makes the first administrator as a person does. */
async function setUp(env: Record<string, string> = {}, more: Partial<Deps> = {}) {
  deps = await testDeps({ env, ...more });
  admin = openSite(deps).visitor();
  const code = (await newSetupCode(deps))!;
  await admin.post('/setup', { code, username: 'root', password: PASSWORD });
}

beforeEach(truncateAll);

const overview = async () => (await admin.get('/admin')).text();
const go = async (step: string, form: Record<string, string>) => {
  const answer = await admin.post(`/admin/setup/${step}`, form);
  return [answer.status, answer.headers.get('Location')];
};

test('the first administrator is led through five steps, and no step is asked again once it is done', async () => {
  await setUp();
  expect(await overview()).toContain('Finish set-up: 0 of 5 steps');
  expect(await overview()).toContain('Go on: Language');
  expect(await go('language', { value: 'zh' })).toEqual([303, '/admin/setup/registration']);
  expect(deps.config.language).toBe('zh');
  expect(await go('registration', { value: 'invite' })).toEqual([303, '/admin/setup/networks']);
  expect(policyFor(deps).registration).toBe('invite');
  expect(await go('networks/next', { do: 'skip' })).toEqual([303, '/admin/setup/address']);
  expect(await go('address/next', { do: 'done' })).toEqual([303, '/admin/setup/sign-in']);
  expect(await go('sign-in/next', { do: 'skip' })).toEqual([303, '/admin/setup']);
  await admin.post('/lang', { locale: 'en', next: '/' });
  const page = await overview();
  expect(page).toContain('Finish set-up: 3 of 5 steps');
  // Those that were skipped are found again.
  expect(page).toContain('Go on: Liveness networks');
  expect(await go('language/next', { do: 'skip' })).toEqual([303, '/admin/setup']);
  expect(await overview()).toContain('3 of 5 steps');
});

test('a value that does not exist is refused on the page of its step', async () => {
  await setUp();
  const refused = await admin.post('/admin/setup/language', { value: 'tlh' });
  expect(refused.status).toBe(422);
  expect(await refused.text()).toContain('This value cannot be used');
  expect((await admin.post('/admin/setup/nothing/next', { do: 'skip' })).status).toBe(404);
});

test('what the environment sets is not asked', async () => {
  await setUp({ FACELOGIN_REGISTRATION: 'invite', FACELOGIN_LANGUAGE: 'en' });
  expect(await overview()).toContain('Finish set-up: 2 of 5 steps');
  const page = await (await admin.get('/admin/setup/registration')).text();
  expect(page).toContain('FACELOGIN_REGISTRATION is set where the server starts: invite.');
  expect(page).not.toContain('type="radio"');
});

test('whoever does not want to hear of it is not reminded, and finds the steps in the settings', async () => {
  await setUp();
  expect((await admin.post('/admin/setup/leave')).headers.get('Location')).toBe('/admin');
  expect(await overview()).not.toContain('Finish set-up');
  expect(await (await admin.get('/admin/settings')).text()).toContain('href="/admin/setup"');
  expect(await (await admin.get('/admin/setup')).text()).toContain('0 of 5 steps are done');
});

describe('the address', () => {
  const checks = async (headers: Record<string, string> = {}) =>
    (await admin.get('/admin/setup/address/checks', { 'HX-Request': 'true', ...headers })).text();

  test('of this machine is told from https, and what to write is shown', async () => {
    await setUp();
    const page = await checks();
    expect(page).toContain('which is the address of this server');
    expect(page).toContain('From any other machine it does not.');
    expect(page).toContain('FACELOGIN_DOMAIN=face.example.org caddy run');
    expect(page).toContain('value="done"');
  });

  test('under another name than the server knows is told with the line that sets it', async () => {
    await setUp();
    const opened = 'http://door.lan:3000';
    const page = await checks({ Referer: `${opened}/admin/setup/address`, 'Sec-Fetch-Site': 'same-origin' });
    expect(page).toContain(`FACELOGIN_PUBLIC_URL=${opened}`);
    expect(page).toContain('FACELOGIN_DOMAIN=door.lan caddy run');
    expect(page).toContain('no camera opens');
    expect(page).toContain('value="skip"');
  });

  test('without a script the checks are a whole page', async () => {
    await setUp();
    expect(await (await admin.get('/admin/setup/address')).text()).toContain('href="/admin/setup/address/checks"');
    expect(await (await admin.get('/admin/setup/address/checks')).text()).toContain('<html');
  });
});

test('the last step is done once the own face has signed in', async () => {
  await setUp();
  const page = async () => (await admin.get('/admin/setup/sign-in')).text();
  expect(await page()).toContain('href="/enroll?next=%2Fadmin%2Fsetup%2Fsign-in"');
  expect(await (await admin.get('/enroll?next=%2Fadmin%2Fsetup%2Fsign-in')).text()).toContain(
    'name="next" value="/admin/setup/sign-in"',
  );
  const consented = await admin.post('/enroll/password', {
    ...{ consent: 'yes', password: PASSWORD, next: '/admin/setup/sign-in' },
  });
  expect(consented.headers.get('Location')).toBe('/enroll?next=%2Fadmin%2Fsetup%2Fsign-in');
  const { id: userId } = await userNamed('root');
  const at = deps.clock();
  await deps.db.insert(enrollments).values({ userId, enrolledAt: at, consentVersion: '1', consentedAt: at });
  expect(await page()).toContain('href="/login?with=face&amp;next=%2Fadmin%2Fsetup%2Fsign-in"');
  await deps.db.update(enrollments).set({ lastUsedAt: at }).where(eq(enrollments.userId, userId));
  expect(await page()).toContain('your face signed you in');
  expect(await overview()).toContain('1 of 5 steps');
});

test('an enrollment leads to no other site', async () => {
  await setUp();
  const consent = { consent: 'yes', password: PASSWORD, next: 'https://evil.example' };
  expect((await admin.post('/enroll/password', consent)).headers.get('Location')).toBe('/enroll');
});

const models = livenessModels();
describeIf(models, 'the networks', 'the liveness networks are not there', () => {
  let folder = '';
  let mirror: ReturnType<typeof Bun.serve>;
  let hold: Promise<void> | undefined;
  let answers = true;
  beforeAll(() => {
    mirror = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      async fetch({ url }) {
        await hold;
        return answers
          ? new Response(Bun.file(join(models!, new URL(url).pathname)))
          : new Response('', { status: 503 });
      },
    });
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'facelogin-networks-'));
    answers = true;
  });
  afterAll(() => mirror.stop(true));

  const progress = async () => (await admin.get('/admin/setup/networks/progress', { 'HX-Request': 'true' })).text();
  const begin = async () => {
    const liveness: Deps['liveness'] = { challenge: true };
    await setUp(
      { FACELOGIN_MODELS_DIR: folder, FACELOGIN_MODELS_URL: `http://127.0.0.1:${mirror.port}` },
      { liveness },
    );
  };

  test('are fetched while a bar tells how far it is, and are used at once', async () => {
    await begin();
    let release = () => {};
    hold = new Promise((resolve) => {
      release = resolve;
    });
    expect(policyFor(deps).liveness.passive).toBeUndefined();
    expect((await admin.post('/admin/setup/networks')).headers.get('Location')).toBe('/admin/setup/networks');
    const running = await progress();
    expect(running).toContain('hx-trigger="every 600ms"');
    expect(running).toMatch(/<progress[^>]* max="\d{7}"/);
    release();
    await until(async () => (await progress()).includes('faces are looked at with them'));
    expect(policyFor(deps).liveness.passive).toBeDefined();
    expect(await overview()).toContain('1 of 5 steps');
    rmSync(folder, { recursive: true });
  });

  test('that cannot be fetched are told of with the reason, and how to copy them by hand', async () => {
    await begin();
    answers = false;
    await admin.post('/admin/setup/networks');
    await until(async () => (await progress()).includes('could not be fetched'));
    const page = await (await admin.get('/admin/setup/networks')).text();
    expect(page).toContain('the server answers 503');
    expect(page).toContain('MiniFASNetV2.onnx');
    expect(page).toContain(folder);
    expect(page).toContain('Try again');
    rmSync(folder, { recursive: true });
  });
});
