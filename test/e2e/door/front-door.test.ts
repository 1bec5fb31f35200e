/**
 * The front door in a real browser: Caddy with the printed lines, two applications on unrelated hosts, a clip as the
 * camera. A person opens an application, looks into the camera and is in.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { BrowserContext, Page } from 'playwright-core';
import { importAll } from '../../../src/admin/applications/exchange.ts';
import { openCamera } from '../../helpers/browser/browse.ts';
import { type Camera, findChromium, openBrowser } from '../../helpers/browser/chromium.ts';
import { outlast } from '../../helpers/browser/outlast.ts';
import { findClips } from '../../helpers/camera/clips.ts';
import { enrolledData, ENROLLED as PERSON } from '../../helpers/data/enrolled.ts';
import { describeIf } from '../../helpers/need.ts';
import { type Inside, startInside } from '../../helpers/server/inside.ts';
import { findProxy, startProxy } from '../../helpers/server/proxy.ts';
import { freePort } from '../../helpers/server/server.ts';

setDefaultTimeout(240_000);
const chromium = findChromium();
const found = chromium ? findClips() : { missing: 'chromium is not installed (Debian: apt-get install chromium)' };
const noCaddy = findProxy('caddy') ? undefined : 'caddy is not installed (Debian: apt-get install caddy)';
const missing = 'missing' in found ? found.missing : noCaddy;

const FACE_AGAIN = { ways: ['password', 'face', 'passkey'], faceWithin: 1 };

/** An application that shows who came, and answers scripts. */
function startApplication(name: string) {
  return Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch(request) {
      const who = `${name} ${new URL(request.url).pathname} ${request.headers.get('Remote-User')}`;
      return new Response(`<!doctype html><title>${name}</title><p id="who">${who}</p>`, {
        headers: { 'Content-Type': 'text/html' },
      });
    },
  });
}

describeIf(!missing, 'the front door', missing ?? '', () => {
  let server: Inside;
  let camera: Camera;
  let context: BrowserContext;
  let page: Page;
  let face = '';
  const at = { photos: '', wiki: '' };
  const applications = { photos: startApplication('photos'), wiki: startApplication('wiki') };
  let stopProxy: (() => Promise<void>) | undefined;
  const clips = 'clips' in found ? found.clips : undefined;

  /** Puts both applications in as the command line does. */
  async function importApplications(): Promise<void> {
    const both = { forwardAuth: true, icon: '' };
    const photos = {
      ...{ slug: 'photos', name: 'Photos', origins: [at.photos], ...both },
      rules: [{ match: 'prefix', path: '/admin', open: false, policy: FACE_AGAIN }],
    };
    const wiki = { slug: 'wiki', name: 'Wiki', origins: [at.wiki], ...both };
    const input = { facelogin: 1, applications: [photos, wiki] };
    const done = await importAll(server.deps, input, { dryRun: false });
    expect(done.problems).toEqual([]);
  }

  const who = () => page.locator('#who').textContent();
  const isAt = (origin: string, path: string) =>
    page.waitForURL((url) => url.origin === origin && url.pathname === path);
  const withPassword = async () => {
    await page.locator('[name=username]').fill(PERSON.username);
    await page.locator('[name=password]').fill(PERSON.password);
    await page.locator('form[action="/login"] [type=submit]').click();
  };

  beforeAll(async () => {
    const [port, own] = [await freePort(), await freePort()];
    face = `https://face.door.test:${port}`;
    Object.assign(at, { photos: `https://photos.door.test:${port}`, wiki: `https://wiki.elsewhere.test:${port}` });
    const env = { FACELOGIN_LIVENESS: 'off', FACELOGIN_PUBLIC_URL: face };
    server = await startInside({ port: own, env, data: await enrolledData(clips!) });
    await importApplications();
    const sites = (['photos', 'wiki'] as const).map((name) => ({
      origin: at[name],
      upstream: `127.0.0.1:${applications[name].port}`,
    }));
    stopProxy = await startProxy('caddy', { port, sites, facelogin: `127.0.0.1:${own}`, publicUrl: face, own: true });
    camera = await openBrowser(chromium!, clips!.cap13_edit2);
    context = await camera.browser.newContext({ locale: 'en-US', ignoreHTTPSErrors: true });
    page = await context.newPage();
  });
  afterAll(async () => {
    await camera?.close();
    await stopProxy?.();
    await server?.stop();
    await Promise.all([applications.photos.stop(true), applications.wiki.stop(true)]);
  });

  test('whoever opens an application looks into the camera and is in', async () => {
    await page.goto(`${at.photos}/album`);
    await isAt(face, '/login');
    expect(await page.locator('main').textContent()).toContain('to open Photos');
    await openCamera(page);
    await isAt(at.photos, '/album');
    expect(await who()).toBe('photos /album auduno');
  });

  test('another application on another domain opens without a second sign-in', async () => {
    await page.goto(`${at.wiki}/`);
    await isAt(at.wiki, '/');
    expect(await who()).toBe('wiki / auduno');
    const mine = await context.cookies(at.wiki);
    expect(mine.every(({ domain, httpOnly, secure }) => !domain.startsWith('.') && httpOnly && secure)).toBe(true);
  });

  test('the front page has both applications', async () => {
    await page.goto(face);
    expect(await page.locator('[data-application]').allTextContents()).toHaveLength(2);
    await page.locator('[data-application=wiki]').click();
    await isAt(at.wiki, '/');
  });

  test('signing out at FaceLogin ends the applications’ sessions, and a script gets 401', async () => {
    await page.goto(`${at.photos}/album`);
    const other = await context.newPage();
    await other.goto(face);
    await other.locator('form[action="/logout"] button').click();
    // The address is the same before and after.
    await other.locator('nav a[href="/login"]').waitFor();
    await other.close();
    await page.waitForFunction(`fetch('/api').then(({ status }) => status === 401)`);
  });

  test('a password is not enough for a path that asks for the face, and leads to the camera and back', async () => {
    await page.goto(`${at.photos}/album`);
    await isAt(face, '/login');
    await page.locator('[data-way=password]').click();
    await withPassword();
    await isAt(at.photos, '/album');
    await page.goto(`${at.photos}/admin/users`);
    await isAt(face, '/step-up');
    expect(await page.locator('h1').textContent()).toContain('Photos');
    await openCamera(page);
    await isAt(at.photos, '/admin/users');
    expect(await who()).toBe('photos /admin/users auduno');
  });

  test('another face does not take the step', async () => {
    await context.clearCookies();
    camera.show(clips!.franck);
    await page.goto(`${at.photos}/`);
    await page.locator('[data-way=password]').click();
    await withPassword();
    await isAt(at.photos, '/');
    await page.goto(`${at.photos}/admin`);
    await isAt(face, '/step-up');
    await openCamera(page);
    await outlast(page, server);
    await page.locator('[data-ended]').waitFor();
    await page.goto(`${at.photos}/admin`);
    await isAt(face, '/step-up');
  });

  test('signing out at an application ends them all', async () => {
    await page.goto(`${at.photos}/.facelogin/logout`);
    await page.locator('main button, main a').first().click();
    await page.waitForLoadState();
    await page.goto(`${at.wiki}/`);
    await isAt(face, '/login');
  });
});
