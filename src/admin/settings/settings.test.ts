import { beforeEach, expect, test } from 'bun:test';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { adminAt } from '../../../test/helpers/site/admin.ts';
import { idleStatus, testConfig, testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite, type Visitor } from '../../../test/helpers/site/site.ts';
import type { Deps } from '../../deps.ts';
import { settings as chinese } from '../../i18n/zh/settings.ts';
import { settings } from '../../settings.ts';

const KEY = 'ab'.repeat(32);
let admin: Visitor;
const status = { ...idleStatus, workers: 2, people: 7, templates: 35, restarts: 1, galleryMs: 1234 };

beforeEach(async () => {
  await truncateAll();
  const config = testConfig({ FACELOGIN_TEMPLATE_KEY: KEY, FACELOGIN_TEMPLATES: '3' });
  const deps = await testDeps({ config });
  status.workersReady = 2;
  admin = openSite({
    ...deps,
    vision: { ...deps.vision, status: () => status } as unknown as Deps['vision'],
  }).visitor();
  await adminAt(admin);
});

test('every setting is told with its value and meaning, and no secret', async () => {
  const page = await (await admin.get('/admin/settings')).text();
  for (const { env } of Object.values(settings)) expect(page).toContain(`>${env}</code>`);
  expect(page).toContain('set, hidden');
  expect(page).toContain('(default: 5)');
  expect(page).not.toContain(KEY);
});

test('every setting has its meaning in Chinese, with the same code words', () => {
  const words = (text: string) => (text.match(/`[^`]+`/g) ?? []).filter((word) => /^`[a-z]+`$/.test(word)).sort();
  for (const { env, doc } of Object.values(settings)) {
    expect(`${env} ${chinese[env] ?? 'is missing'}`).not.toContain('is missing');
    expect(`${env} ${words(chinese[env]!)}`).toBe(`${env} ${words(doc)}`);
  }
  expect(Object.keys(chinese).filter((env) => !Object.values(settings).some((setting) => setting.env === env))).toEqual(
    [],
  );
});

test('the doctor tells of database, worker and gallery, also on a page without script', async () => {
  const shell = await (await admin.get('/admin/doctor')).text();
  expect(shell).toContain('hx-get="/admin/doctor/checks"');
  expect(shell).toContain('Do not guard anything valuable');
  const checks = await (await admin.get('/admin/doctor/checks', { 'HX-Request': 'true' })).text();
  expect(checks).toStartWith('<div id="checks">');
  expect(checks).toMatch(/(PGlite|PostgreSQL) \d+/);
  expect(checks).toContain('2 of 2 ready, 7 people, 35 templates (loaded in 1.2 s), 1 restarts');
  expect(await (await admin.get('/admin/doctor/checks')).text()).toContain('<html');
});

test('the doctor tells of a worker that is away while another serves', async () => {
  status.workersReady = 1;
  const checks = await (await admin.get('/admin/doctor/checks', { 'HX-Request': 'true' })).text();
  expect(checks).toContain('1 of 2 ready, 7 people');
  expect(checks).toContain('A worker that is not ready is being started');
});
