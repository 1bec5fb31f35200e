import { beforeEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { putBlank } from '../../test/helpers/data/blank.ts';
import { testDb, truncateAll } from '../../test/helpers/data/db.ts';
import { describeIf, livenessModels } from '../../test/helpers/need.ts';
import { adminAt } from '../../test/helpers/site/admin.ts';
import { testConfig, testDeps } from '../../test/helpers/site/deps.ts';
import { openSite } from '../../test/helpers/site/site.ts';
import { until } from '../../test/helpers/until.ts';
import { PASSIVE_RULE } from '../biometrics/liveness.ts';
import { openDatabase } from '../db/open.ts';
import { auditEvents, storedSettings } from '../db/schema.ts';
import type { Deps } from '../deps.ts';
import { silentLog } from '../log.ts';
import { policyFor } from '../policy/policy.ts';
import { tunedConfig } from './values.ts';

beforeEach(truncateAll);

const events = async () =>
  (await (await testDb()).select().from(auditEvents)).filter(({ kind }) => kind === 'setting-changed');

describe('a change', () => {
  test('counts from the next request on, and the trail tells who changed what', async () => {
    const deps = await testDeps();
    const { visitor } = openSite(deps);
    const actorId = await adminAt(visitor());
    const register = async () => (await visitor().get('/register')).text();
    expect(await register()).toContain('name="username"');
    const change = { name: 'FACELOGIN_REGISTRATION', value: 'closed', actorId };
    expect(await deps.tuning.change(change)).toEqual({ ok: true, before: 'open', now: 'closed' });
    expect(await register()).not.toContain('name="username"');
    expect(await events()).toEqual([
      expect.objectContaining({ actorId, detail: { setting: change.name, from: 'open', to: 'closed' } }),
    ]);
    expect(deps.tuning.originOf(change.name)).toBe('stored');
    expect(await deps.tuning.change({ ...change, value: undefined })).toMatchObject({ before: 'closed', now: 'open' });
    expect(await register()).toContain('name="username"');
    expect(deps.tuning.originOf(change.name)).toBe('default');
  });

  test('of the name and the language shows on every page', async () => {
    const deps = await testDeps();
    const { visitor } = openSite(deps);
    await deps.tuning.change({ name: 'FACELOGIN_NAME', value: 'Haus <3' });
    await deps.tuning.change({ name: 'FACELOGIN_LANGUAGE', value: 'zh' });
    const page = await (await visitor().get('/login', { 'Accept-Language': 'en' })).text();
    expect(page).toContain('<span>Haus &lt;3</span>');
    expect(page).toContain('lang="zh-Hans"');
    const chosen = visitor();
    await chosen.post('/lang', { locale: 'en', next: '/' });
    expect(await (await chosen.get('/')).text()).toContain('lang="en"');
  });

  test.each([
    ['FACELOGIN_TARGET_FMR', '0.5', 'value'],
    ['FACELOGIN_TEMPLATES', '9', 'value'],
    ['FACELOGIN_METRICS', 'token', 'together'],
    ['FACELOGIN_LIVENESS', 'strict', 'networks'],
    ['FACELOGIN_PUBLIC_URL', 'https://example.org', 'unknown'],
    ['FACELOGIN_ATTEMPT_DAYS', '7', 'environment'],
  ] as const)('%s to %s is refused: %s', async (name, value, why) => {
    const { tuning } = await testDeps({ env: { FACELOGIN_ATTEMPT_DAYS: '30' } });
    expect(await tuning.change({ name, value })).toMatchObject({ ok: false, why });
    expect(await (await testDb()).select().from(storedSettings)).toEqual([]);
    expect(await events()).toEqual([]);
  });

  test('to a text of any length is refused, and one that does not fit the address', async () => {
    const { tuning } = await testDeps({ env: { FACELOGIN_PUBLIC_URL: 'https://192.0.2.7' } });
    const long = { name: 'FACELOGIN_OPERATOR', value: 'x'.repeat(501) };
    expect(await tuning.change(long)).toMatchObject({ why: 'value' });
    expect(await tuning.change({ name: 'FACELOGIN_SECOND_FACTOR', value: 'all' })).toMatchObject({ why: 'together' });
  });

  test('reaches the other servers, and what they cannot use changes nothing there', async () => {
    const [one, two] = [await testDeps(), await testDeps({ env: { FACELOGIN_PUBLIC_URL: 'https://192.0.2.7' } })];
    await one.tuning.change({ name: 'FACELOGIN_TARGET_FMR', value: '0.001' });
    two.tuning.follow();
    await until(() => policyFor(two).targetFmr === 0.001);
    await one.tuning.change({ name: 'FACELOGIN_SECOND_FACTOR', value: 'all' });
    two.tuning.follow();
    await two.tuning.stop();
    expect([policyFor(one).secondFactor, policyFor(two).secondFactor]).toEqual(['all', 'off']);
  });
});

describe('at the start', () => {
  test('stored values count, the environment wins over them, and one that cannot be used stops the start', async () => {
    const { tuning, db } = await testDeps();
    await tuning.change({ name: 'FACELOGIN_REGISTRATION', value: 'invite' });
    await tuning.change({ name: 'FACELOGIN_SECOND_FACTOR', value: 'all' });
    const start = (env: Record<string, string>) => tunedConfig(db, { config: testConfig(env), env });
    expect((await start({})).config).toMatchObject({ registration: 'invite', secondFactor: 'all' });
    expect((await start({ FACELOGIN_REGISTRATION: 'closed' })).config.registration).toBe('closed');
    const refused = await start({ FACELOGIN_PUBLIC_URL: 'https://192.0.2.7' }).catch((error: Error) => error);
    expect(String(refused)).toMatch(/^ConfigError: FACELOGIN_SECOND_FACTOR .*settings unset/);
  });

  test('a name that this version does not know, or reads at the start alone, changes nothing', async () => {
    const { db } = await testDeps();
    const row = { value: '1', changedAt: new Date(), changedBy: null };
    await db.insert(storedSettings).values(['FACELOGIN_NEWER', 'PORT'].map((name) => ({ name, ...row })));
    expect((await tunedConfig(db, { config: testConfig(), env: {} })).config.port).toBe(3000);
  });
});

test('the database tells of a change', async () => {
  const data = mkdtempSync(join(tmpdir(), 'facelogin-tuning-'));
  await putBlank(data);
  const { db, listen, close } = await openDatabase(testConfig({ FACELOGIN_DATA: data, DATABASE_URL: '' }), silentLog);
  try {
    let heard = 0;
    const changes = { changed() {}, listening() {}, keysChanged() {}, settingsChanged: () => void heard++ };
    const stop = await listen(changes);
    const { tuning } = await testDeps({ db });
    await tuning.change({ name: 'FACELOGIN_OPERATOR', value: 'Example Ltd' });
    await until(() => heard === 1);
    await stop();
  } finally {
    await close();
    rmSync(data, { recursive: true });
  }
});

const models = livenessModels();
describeIf(models, 'the check of liveness', 'the liveness networks are not there', () => {
  test('goes on once every worker has the networks, and off before they lose them', async () => {
    const env = { FACELOGIN_MODELS_DIR: models!, FACELOGIN_LIVENESS: '' };
    const config = { ...testConfig(env), liveness: 'off' as const };
    const liveness: Deps['liveness'] = { challenge: false };
    const seen: unknown[] = [];
    const useLiveness = async (folder: string | undefined) => void seen.push([folder, liveness.passive !== undefined]);
    const vision = { useLiveness } as unknown as Deps['vision'];
    const { tuning } = await testDeps({ config, liveness, vision });
    const set = (value: string) => tuning.change({ name: 'FACELOGIN_LIVENESS', value });
    await set('strict');
    expect(seen).toEqual([[models, false]]);
    expect(liveness).toEqual({ challenge: true, passive: PASSIVE_RULE });
    await set('off');
    expect(seen.slice(1)).toEqual([[undefined, false]]);
    expect(liveness).toEqual({ challenge: false });
  });
});

test('a server without the networks that another one asks for lets no face in', async () => {
  const [one, two] = [await testDeps(), await testDeps()];
  await one.db.insert(storedSettings).values({
    ...{ name: 'FACELOGIN_LIVENESS', value: 'strict', changedAt: new Date(), changedBy: null },
  });
  two.tuning.follow();
  await until(() => two.config.liveness === 'strict');
  expect(policyFor(two).liveness).toEqual({ challenge: true, passive: PASSIVE_RULE });
});
