/**
 * Refusals lead to what solves them and back, and keep what was typed.
 * On PGlite alone: other tests run its statements on PostgreSQL.
 */
import { beforeEach, describe, expect, test } from 'bun:test';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { adminAt, userNamed } from '../../test/helpers/site/admin.ts';
import { testDeps } from '../../test/helpers/site/deps.ts';
import { openSite, PASSWORD, registerAt, type Visitor } from '../../test/helpers/site/site.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let browser: Visitor;
beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  browser = openSite(deps).visitor();
  await registerAt(browser, 'anna');
});

const at = (path: string) => `http://localhost:3000${path}`;
const FIVE_MINUTES = 5 * 60_000;
/** As htmx asks for a list: it takes a part of a whole page. */
const LIST = { 'HX-Request': 'true', 'HX-Request-Type': 'full', 'HX-Current-URL': at('/admin/people') };

function form(fields: Record<string, string>, picture?: Blob): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  if (picture) data.set('avatar', picture, 'me.jpg');
  return data;
}

describe('a form that comes after the session has ended', () => {
  const edited = async () => ({ form_owner: (await userNamed('anna')).id, city: 'Ulm', synopsis: 'I & you' });
  const send = (body: FormData | Record<string, string>) =>
    browser.post('/account/edit', body, { Referer: at('/account/edit') });

  test.each(['urlencoded', 'multipart'])('is kept on the page, with a link to sign in and back (%s)', async (type) => {
    const typed = await edited();
    await browser.post('/logout');
    const refused = await send(type === 'multipart' ? form(typed) : typed);
    expect(refused.status).toBe(401);
    const text = await refused.text();
    expect(text).toContain('href="/login?next=%2Faccount%2Fedit" class="button button-primary" target="_blank"');
    expect(text).toContain('name="city" value="Ulm"');
    expect(text).toContain('name="synopsis" value="I &amp; you"');
    expect(text).toContain(`name="form_owner" value="${typed.form_owner}"`);
  });

  test('is kept beside a picture, which is not', async () => {
    const typed = await edited();
    await browser.post('/logout');
    const text = await (await send(form(typed, new Blob([new Uint8Array(3_000_000)])))).text();
    expect(text).toContain('name="city" value="Ulm"');
    expect(text).not.toContain('name="avatar"');
  });

  test('says so in Chinese', async () => {
    const typed = await edited();
    await browser.post('/logout');
    const headers = { Referer: at('/account/edit'), 'Accept-Language': 'zh-CN' };
    expect(await (await browser.post('/account/edit', typed, headers)).text()).toContain(
      '你填写的内容都还保留在这个页面上',
    );
  });

  test('is not kept where a password or a code is in it, or nothing was typed', async () => {
    const { form_owner } = await edited();
    await browser.post('/logout');
    for (const fields of [
      { city: 'Ulm', password: PASSWORD },
      { city: 'Ulm', code: 'abcd' },
      { which: 'others' },
      { city: '' },
    ] as Record<string, string>[]) {
      const text = await (await send({ form_owner, ...fields })).text();
      expect(text).not.toContain('Send it again');
      expect(text).not.toContain('Ulm');
      expect(text).not.toContain(PASSWORD);
    }
  });

  test('is not kept where another site sent it', async () => {
    const refused = await browser.post('/account/edit', await edited(), { Origin: 'https://evil.example' });
    expect(refused.status).toBe(403);
    expect(await refused.text()).not.toContain('Ulm');
  });
});

test('a form that is too large keeps its texts', async () => {
  const typed = { form_owner: (await userNamed('anna')).id, city: 'Ulm' };
  const headers = { Referer: at('/account/edit'), 'Content-Length': '60000000' };
  const body = form(typed, new Blob([new Uint8Array(60_000_000)]));
  const refused = await browser.post('/account/edit', body, headers);
  expect(refused.status).toBe(413);
  expect(await refused.text()).toContain('name="city" value="Ulm"');
});

describe('the answer to a fragment leads on and back', () => {
  const CLIP = { 'HX-Request': 'true', 'HX-Current-URL': at('/enroll') };
  const clip = () => {
    const data = new FormData();
    data.append('frame', new Blob(['x']), 'frame.jpg');
    return data;
  };

  test('a clip without a session leads to the sign-in', async () => {
    await browser.post('/logout');
    const refused = await browser.post('/enroll/clip', clip(), CLIP);
    expect(refused.status).toBe(401);
    expect(await refused.text()).toContain(
      '<a href="/login?next=%2Fenroll" class="button button-secondary">Sign in</a>',
    );
  });

  test("a clip after the password's five minutes leads to enrollment's own password", async () => {
    await browser.post('/enroll/password', { password: PASSWORD, consent: 'yes' });
    deps.clock.forward(FIVE_MINUTES);
    const refused = await browser.post('/enroll/clip', clip(), CLIP);
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('<a href="/enroll" class="button button-secondary">Enter my password</a>');
    expect(await (await browser.get('/enroll')).text()).toContain('name="password"');
  });

  test('a list without a session leads to the sign-in and back to what was chosen last', async () => {
    await adminAt(browser, 'root');
    await browser.post('/logout');
    const refused = await browser.get('/admin/people?name=b&state=', LIST);
    expect(refused.status).toBe(401);
    expect(await refused.text()).toContain(
      '<a href="/login?next=%2Fadmin%2Fpeople%3Fname%3Db%26state%3D" class="button button-secondary">Sign in</a>',
    );
  });

  test("a list after the password's five minutes goes there and back to what was chosen last", async () => {
    await adminAt(browser, 'root');
    deps.clock.forward(FIVE_MINUTES);
    const refused = await browser.get('/admin/people?name=b&state=', LIST);
    expect(refused.status).toBe(403);
    expect(refused.headers.get('HX-Redirect')).toBe('/account/confirm?next=%2Fadmin%2Fpeople%3Fname%3Db%26state%3D');
  });

  test('any other error can be tried again', async () => {
    const refused = await browser.get('/admin/people', LIST);
    expect(refused.status).toBe(404);
    expect(await refused.text()).toContain('<a href="/admin/people" class="button button-secondary">Try again</a>');
  });
});

test('a script learns from an error what leads on', async () => {
  const headers = { Referer: at('/account/passkeys/add') };
  const refused = await browser.json('/account/passkeys/options', {}, headers);
  expect(await refused.json()).toMatchObject({
    error: {
      code: 'password-needed',
      action: { href: '/account/confirm?next=%2Faccount%2Fpasskeys%2Fadd', label: 'Enter my password' },
    },
  });
});
