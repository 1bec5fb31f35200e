/**
 * Two tabs of one browser: in the second one somebody else signs in, and the first one's page is still open.
 * On PGlite alone: other tests run its statements on PostgreSQL.
 */
import { beforeEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { adminAt, userNamed } from '../../../test/helpers/site/admin.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { isUnsafe, routesOf } from '../../../test/helpers/site/hostile.ts';
import { confirmAt, openSite, PASSWORD, registerAt, type Visitor } from '../../../test/helpers/site/site.ts';
import { profiles, users } from '../../db/schema.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let site: ReturnType<typeof openSite>;
let browser: Visitor;
beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  site = openSite(deps);
  browser = site.visitor();
  await registerAt(site.visitor(), 'bertha');
  await registerAt(browser, 'anna');
});

const otherTab = () => browser.post('/login', { username: 'bertha', password: PASSWORD });

const ENTITIES: Record<string, string> = { '&quot;': '"', '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** The hidden fields of the form that posts there. */
function hiddenIn(html: string, action: string): Record<string, string> {
  const form = html.split(`action="${action}"`)[1]!.split('</form>')[0]!;
  const fields = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const plain = (value: string) => value.replace(/&\w+;/g, (entity) => ENTITIES[entity]!);
  return Object.fromEntries(fields.map(([, name, value]) => [name!, plain(value!)]));
}

const hiddenOf = async (path: string, action: string) => hiddenIn(await (await browser.get(path)).text(), action);

const profileOf = async (username: string) => {
  const { id } = await userNamed(username);
  return (await deps.db.select().from(profiles).where(eq(profiles.userId, id)))[0];
};

const REFERER = { Referer: 'http://localhost:3000/account/edit' };

describe('a profile that was opened by somebody else', () => {
  test('is not saved in the account of the person who is signed in by now, and the page says who that is', async () => {
    const hidden = await hiddenOf('/account/edit', '/account/edit');
    await otherTab();
    const refused = await browser.post('/account/edit', { ...hidden, display_name: 'Anna', city: 'Ulm' }, REFERER);
    expect(refused.status).toBe(409);
    const text = await refused.text();
    expect(text).toContain('You are signed in as bertha in this browser now');
    expect(text).toContain('href="/account/edit"');
    expect((await profileOf('bertha'))?.city ?? null).toBeNull();
    expect((await userNamed('bertha')).displayName).toBe('bertha');
  });

  test('is told in Chinese, too', async () => {
    const hidden = await hiddenOf('/account/edit', '/account/edit');
    await otherTab();
    const headers = { ...REFERER, 'Accept-Language': 'zh-CN' };
    const refused = await browser.post('/account/edit', { ...hidden, city: 'Ulm' }, headers);
    expect(refused.status).toBe(409);
    expect(await refused.text()).toContain('这个浏览器现在登录的是 bertha');
  });

  test('keeps what was typed, and saves it once its own person is signed in again', async () => {
    const hidden = await hiddenOf('/account/edit', '/account/edit');
    await otherTab();
    const typed = new FormData();
    for (const [name, value] of Object.entries({ ...hidden, city: 'Ulm "<b>', description: 'two\nlines' })) {
      typed.set(name, value);
    }
    const text = await (await browser.post('/account/edit', typed, REFERER)).text();
    const kept = hiddenIn(text, '/account/edit');
    expect((await browser.post('/account/edit', kept)).status).toBe(409);
    await browser.post('/login', { username: 'anna', password: PASSWORD });
    expect((await browser.post('/account/edit', kept)).status).toBe(303);
    const { city, description } = (await profileOf('anna'))!;
    expect([city, description?.replace('\r\n', '\n')]).toEqual(['Ulm "<b>', 'two\nlines']);
    expect((await profileOf('bertha'))?.city ?? null).toBeNull();
  });

  test('can be saved in a later session of the same person', async () => {
    const hidden = await hiddenOf('/account/edit', '/account/edit');
    await browser.post('/logout');
    await browser.post('/login', { username: 'anna', password: PASSWORD });
    expect((await browser.post('/account/edit', { ...hidden, city: 'Ulm' })).status).toBe(303);
  });
});

test('a fragment is refused with a link to open the page again: the clip of an enrollment', async () => {
  const { id } = await userNamed('anna');
  await otherTab();
  const clip = new FormData();
  clip.append('frame', new Blob(['x']), 'frame.jpg');
  const headers = { 'HX-Request': 'true', 'HX-Current-URL': 'http://localhost:3000/enroll', 'Form-Owner': id };
  const refused = await browser.post('/enroll/clip', clip, headers);
  expect(refused.status).toBe(409);
  const text = await refused.text();
  expect(text).not.toContain('<html');
  expect(text).toMatch(/<a href="\/enroll"[^>]*>Open this page again/);
});

test('a script is refused with the same words: a passkey of somebody else', async () => {
  const { id } = await userNamed('anna');
  await otherTab();
  await confirmAt(browser);
  const refused = await browser.json('/account/passkeys/options', {}, { 'Form-Owner': id });
  expect(refused.status).toBe(409);
  expect(await refused.json()).toMatchObject({ error: { code: 'other-person' } });
});

test('the set-up code makes nobody administrator who signed in after its page was opened', async () => {
  const fresh = site.visitor();
  browser = fresh;
  const hidden = await hiddenOf('/setup', '/setup');
  await otherTab();
  const form = { ...hidden, code: 'AAAAA-AAAAA-AAAAA-AAAAA', username: 'carla', password: PASSWORD };
  expect((await fresh.post('/setup', form)).status).toBe(409);
});

test('a link for a new password sets the password of the person on its page alone', async () => {
  const admin = site.visitor();
  await adminAt(admin);
  const linkOf = async (name: string) => {
    const made = await admin.post(`/admin/people/${(await userNamed(name)).id}/reset-link`);
    return /\/reset\?token=[\w-]+/.exec(await made.text())![0];
  };
  const [annas, berthas] = [await linkOf('anna'), await linkOf('bertha')];
  await browser.get(annas);
  const hidden = await hiddenOf('/reset', '/reset');
  await browser.get(berthas);
  const before = (await userNamed('bertha')).passwordHash;
  expect((await browser.post('/reset', { ...hidden, password: 'eight large stones' })).status).toBe(409);
  expect((await userNamed('bertha')).passwordHash).toBe(before);
  const now = await hiddenOf('/reset', '/reset');
  expect((await browser.post('/reset', { ...now, password: 'eight large stones' })).status).toBe(303);
});

describe('every address', () => {
  /**
   * Whoever signs in says who it is; signing out and the language are of the browser. A hand-off is of the cookies that
   * its desktop and its phone got for it, whoever is signed in on the phone. A kiosk is a tablet's, which is nobody.
   */
  const ANYBODY =
    /^\/(login|logout|lang|register|reset|oidc\/logout\/confirm|hand-off\/(wait|stop)|phone|kiosk\/(frame|here|leave))\b/;

  test('refuses what a page of somebody else sends, as a field and as a header, before it does anything', async () => {
    await deps.db.update(users).set({ role: 'admin' }).where(eq(users.username, 'anna'));
    await confirmAt(browser);
    const { id } = await userNamed('bertha');
    const wrong: string[] = [];
    for (const { method, path, needs } of routesOf(site.app).filter(isUnsafe)) {
      if (needs.csrf === 'machine') continue;
      const byField = await browser.post(path, { form_owner: id });
      const byHeader = await browser.json(path, {}, { 'Form-Owner': id });
      const expected = !ANYBODY.test(path);
      for (const { status } of [byField, byHeader]) {
        if ((status === 409) !== expected) wrong.push(`${method} ${path}: ${status}`);
      }
      if (expected) continue;
      await browser.post('/login', { username: 'anna', password: PASSWORD });
      await confirmAt(browser);
    }
    expect(wrong).toEqual([]);
  });

  test('on every page each form says whose it is, and htmx and scripts learn it from the page', async () => {
    await deps.db.update(users).set({ role: 'admin' }).where(eq(users.username, 'anna'));
    await confirmAt(browser);
    const { id } = await userNamed('anna');
    const pages = routesOf(site.app).filter(({ method, path }) => method === 'GET' && !path.includes('/static/'));
    let forms = 0;
    for (const { path } of pages) {
      const response = await browser.get(path);
      const html = await response.text();
      // The page without a connection is kept for everybody.
      if (response.status !== 200 || !html.includes('<body') || path === '/offline') continue;
      expect(html).toContain(`data-owner="${id}"`);
      expect(html).toContain(`{&quot;Form-Owner&quot;:&quot;${id}&quot;}`);
      for (const [form] of html.matchAll(/<form method="post"[\s\S]*?<\/form>/g)) {
        forms++;
        expect(`${path} ${form}`).toContain(`<input type="hidden" name="form_owner" value="`);
      }
    }
    expect(forms).toBeGreaterThan(pages.length);
  });
});
