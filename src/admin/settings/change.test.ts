import { beforeEach, describe, expect, test } from 'bun:test';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { adminAt } from '../../../test/helpers/site/admin.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite, PASSWORD, registerAt, type Visitor } from '../../../test/helpers/site/site.ts';
import { auditEvents } from '../../db/schema.ts';
import { LOCALES, translator } from '../../i18n/index.ts';
import { policyFor } from '../../policy/policy.ts';
import { settings } from '../../settings.ts';
import { LIVE_NAMES } from '../../tuning/values.ts';
import { isWeaker } from '../../tuning/weaker.ts';
import { choicesOf, GROUPS, type SettingKey, WEAKER } from './words.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let admin: Visitor;
let site: ReturnType<typeof openSite>;

async function open(env: Record<string, string> = {}) {
  deps = await testDeps({ env });
  site = openSite(deps);
  admin = site.visitor();
  await adminAt(admin);
}

beforeEach(truncateAll);

const at = (name: string) => `/admin/settings/FACELOGIN_${name}`;
const changes = async () =>
  (await deps.db.select().from(auditEvents))
    .filter(({ kind }) => kind === 'setting-changed')
    .map(({ detail }) => detail);

test('a saved value is in force at once, is told on the page with who changed it, and the default can come back', async () => {
  await open();
  const saved = await admin.post(at('REGISTRATION'), { value: 'invite' });
  expect([saved.status, saved.headers.get('Location')]).toEqual([
    303,
    '/admin/settings?done=FACELOGIN_REGISTRATION#FACELOGIN_REGISTRATION',
  ]);
  expect(policyFor(deps).registration).toBe('invite');
  const page = await (await admin.get(saved.headers.get('Location')!)).text();
  expect(page).toContain('“Who may register” is changed.');
  expect(page).toContain('Changed by root');
  expect(await (await admin.get(at('REGISTRATION'))).text()).toContain('Use the default: open');
  expect((await admin.post(at('REGISTRATION'), { value: 'invite', default: 'yes' })).status).toBe(303);
  expect(policyFor(deps).registration).toBe('open');
  expect(await changes()).toHaveLength(2);
});

test.each([
  ['ATTEMPT_DAYS', 'ninety', 'from 0 to 36500'],
  ['TARGET_FMR', '0,5', 'above 0 and at most 0.01'],
  ['TEMPLATES', '12', 'from 1 to 8'],
  ['REGISTRATIONS_PER_ADDRESS', '0', 'from 1 to 999999'],
  ['METRICS', 'token', 'There is no token yet'],
  ['LIVENESS', 'strict', 'href="/admin/setup/networks"'],
  ['REGISTRATION', 'maybe', 'cannot be used'],
])('%s: a value that cannot be used is refused, and keeps what was typed', async (name, value, words) => {
  await open();
  const refused = await admin.post(at(name), { value });
  expect(refused.status).toBe(422);
  const page = await refused.text();
  expect(page).toContain(words);
  if (/[,y]|12/.test(value) && name !== 'REGISTRATION') expect(page).toContain(`value="${value}"`);
  expect(await changes()).toEqual([]);
});

test('what the environment sets is shown with its name and is not changed here', async () => {
  await open({ FACELOGIN_IDENTIFICATION: 'never' });
  const page = await (await admin.get(at('IDENTIFICATION'))).text();
  expect(page).toContain('FACELOGIN_IDENTIFICATION is set where the server starts');
  expect(page).not.toContain('name="value"');
  expect(await (await admin.get('/admin/settings')).text()).toContain('set in the environment');
  expect((await admin.post(at('IDENTIFICATION'), { value: 'auto' })).status).toBe(400);
  expect(policyFor(deps).identification).toBe('never');
});

test('what the server reads at its start is shown with what to set, and a secret with nothing of it', async () => {
  const key = 'ab'.repeat(32);
  await open({ FACELOGIN_TEMPLATE_KEY: key });
  const page = await (await admin.get(at('RECOGNIZER'))).text();
  expect(page).toContain('The server reads this when it starts');
  expect(page).toContain('FACELOGIN_RECOGNIZER=embedding');
  expect((await admin.post(at('RECOGNIZER'), { value: 'lbph' })).status).toBe(400);
  expect(await (await admin.get(at('TEMPLATE_KEY'))).text()).not.toContain(key);
  expect((await admin.get(at('NOTHING'))).status).toBe(404);
});

describe('a weaker value', () => {
  test('is taken with the password alone, which says what it means', async () => {
    await open();
    const asked = await admin.post(at('LIVENESS'), { value: 'off' });
    const page = await asked.text();
    expect(page).toContain('a photograph on a phone is enough');
    expect(page).toContain('type="hidden" name="value" value="off"');
    const wrong = await admin.post(at('LIVENESS'), { value: 'off', password: 'guess' });
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain('type="hidden" name="value" value="off"');
    expect(await changes()).toEqual([]);
    expect((await admin.post(at('LIVENESS'), { value: 'off', password: PASSWORD })).status).toBe(303);
    expect(await changes()).toEqual([{ setting: 'FACELOGIN_LIVENESS', from: 'challenge', to: 'off' }]);
    expect(policyFor(deps).liveness).toEqual({ challenge: false });
    expect((await admin.post(at('LIVENESS'), { value: 'challenge' })).status).toBe(303);
  });

  test('is asked about as well where the default is weaker than what was changed here', async () => {
    await open();
    await admin.post(at('SECOND_FACTOR'), { value: 'face' });
    const asked = await (await admin.post(at('SECOND_FACTOR'), { default: 'yes' })).text();
    expect(asked).toContain('name="default" value="yes"');
    expect((await admin.post(at('SECOND_FACTOR'), { default: 'yes', password: PASSWORD })).status).toBe(303);
    expect(policyFor(deps).secondFactor).toBe('off');
  });

  test('wrong passwords are slowed as everywhere', async () => {
    await open();
    const tries = [];
    for (let i = 0; i < 12; i++) tries.push((await admin.post(at('LIVENESS'), { value: 'off', password: 'x' })).status);
    expect(tries).toContain(429);
  });
});

test('nobody but an administrator sees or changes a setting', async () => {
  await open();
  const anna = site.visitor();
  await registerAt(anna, 'anna');
  expect((await anna.get('/admin/settings')).status).toBe(404);
  expect((await anna.post(at('REGISTRATION'), { value: 'closed' })).status).toBe(404);
  expect((await site.visitor().post(at('REGISTRATION'), { value: 'closed' })).status).toBe(401);
  expect(policyFor(deps).registration).toBe('open');
});

describe('the words', () => {
  test('every setting is on the page once', () => {
    expect(GROUPS.flatMap(({ keys }) => keys).toSorted()).toEqual((Object.keys(settings) as SettingKey[]).toSorted());
  });

  test('every choice has its words, and they are those that the server takes', () => {
    const live = (Object.keys(settings) as SettingKey[]).filter((key) => LIVE_NAMES.includes(settings[key].env));
    for (const key of live) {
      const values = (settings[key].schema as { options?: readonly string[] }).options;
      for (const locale of LOCALES) {
        const told = choicesOf(translator(locale), key)?.map(({ value }) => value);
        expect([key, told?.toSorted()]).toEqual([key, values?.toSorted()]);
      }
    }
  });

  test('whatever can become weaker says what that means', () => {
    const t = translator('en');
    const canWeaken = (Object.keys(settings) as SettingKey[]).filter((key) => {
      const values = choicesOf(t, key)?.map(({ value }) => value) ?? ['0.0001', '0.001', '30'];
      return values.some((before) => values.some((now) => isWeaker(settings[key].env, before, now)));
    });
    expect((Object.keys(WEAKER) as SettingKey[]).toSorted()).toEqual(canWeaken.toSorted());
  });
});
