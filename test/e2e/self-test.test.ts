/**
 * The administrator's self-test in a real browser whose camera plays a recorded clip, which cannot follow what is asked:
 * it has to be refused, and counted. And the same with real pictures and all checks, without a browser.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { MOVES, type Move } from '../../src/biometrics/session/challenge.ts';
import { accessibility, cameraIsOpen, openCamera, overflows, picture, watch } from '../helpers/browser/browse.ts';
import { type Camera, findChromium, openBrowser } from '../helpers/browser/chromium.ts';
import { jpegsOf } from '../helpers/browser/member.ts';
import { type Clips, cameraFile, findClips } from '../helpers/camera/clips.ts';
import { cooperative, posesOf, unique } from '../helpers/camera/poses.ts';
import { describeIf, livenessModels, testData } from '../helpers/need.ts';
import { type Server, startServer } from '../helpers/server/server.ts';

setDefaultTimeout(240_000);

const PASSWORD = 'seven small stones';
const PAGE = '/admin/self-test';
/** The default, without the networks that see screens. */
const CHALLENGE = { FACELOGIN_LIVENESS: '', FACELOGIN_MODELS_DIR: '/nowhere' };

const LOOKS = [
  { locale: 'en-US', scheme: 'light', size: { width: 1280, height: 800 } },
  { locale: 'en-US', scheme: 'dark', size: { width: 390, height: 844 } },
  { locale: 'zh-CN', scheme: 'light', size: { width: 390, height: 844 } },
  { locale: 'zh-CN', scheme: 'dark', size: { width: 1280, height: 800 } },
] as const;

/** Makes the administrator of a server by the code that its start prints. */
async function administer(server: Server): Promise<{ url: string; cookie: string }> {
  const url = `http://localhost:${server.port}`;
  // Printed last of all, after the address.
  const code = () => /[A-Z0-9]{5}(-[A-Z0-9]{5}){3}/.exec(server.output())?.[0];
  while (!code()) await Bun.sleep(50);
  const body = new URLSearchParams({ code: code()!, username: 'root', password: PASSWORD });
  const made = await fetch(`${url}/setup`, { method: 'POST', body, headers: { Origin: url }, redirect: 'manual' });
  expect(made.status).toBe(303);
  const cookies = made.headers.getSetCookie().map((line) => line.split(';')[0]);
  return { url, cookie: cookies.join('; ') };
}

const chromium = findChromium();
const found = chromium ? findClips() : { missing: 'chromium is not installed (Debian: apt-get install chromium)' };
const missing = 'missing' in found ? found.missing : '';
const clips = 'clips' in found ? found.clips : ({} as Clips);

describeIf(!missing, 'a recording at the self-test', missing, () => {
  let camera: Camera;
  let server: Server;

  beforeAll(async () => {
    camera = await openBrowser(chromium!, clips.cap13_edit2);
  });
  afterAll(async () => {
    await camera?.close();
    await server?.stop();
  });

  async function serve(env: Record<string, string>): Promise<string> {
    server = await startServer({ env });
    return (await administer(server)).url;
  }

  /** Signs in and gives the password again: the page itself asks for both. */
  async function open(page: Page, url: string): Promise<void> {
    await page.goto(`${url}/login?with=password&next=${PAGE}`);
    await page.locator('[name=username]').fill('root');
    await page.locator('form [name=password]').fill(PASSWORD);
    await page.locator('form [name=password]').press('Enter');
    await page.waitForURL(/\/account\/confirm/);
    await page.locator('form [name=password]').fill(PASSWORD);
    await page.locator('form [name=password]').press('Enter');
    await page.waitForURL((at) => at.pathname === PAGE);
  }

  /** A browser of a look on the page; nothing that is reported of it may be left. */
  async function browse(
    url: string,
    { locale, scheme, size }: (typeof LOOKS)[number],
    body: (page: Page, look: (name: string) => Promise<void>) => Promise<void>,
  ): Promise<void> {
    const options = { locale, colorScheme: scheme, viewport: size, reducedMotion: 'reduce' } as const;
    const context = await camera.browser.newContext(options);
    const problems = watch(context);
    const page = await context.newPage();
    await open(page, url);
    await body(page, async (name) => {
      problems.push(...(await accessibility(page)));
      if (await overflows(page)) problems.push(`${name}: wider than the window`);
      await picture(page, `self-test-${name}-${locale.slice(0, 2)}-${scheme}-${size.width}`);
    });
    await context.close();
    expect(problems).toEqual([]);
  }

  test('is asked for movements, refused and counted, in every look', async () => {
    const url = await serve(CHALLENGE);
    const counted: string[] = [];
    const inLook = (look: (typeof LOOKS)[number]) =>
      browse(url, look, async (page, shows) => {
        await shows('idle');
        await page.locator('[name=kind][value=phone]').check();
        await openCamera(page);
        await page.locator('[data-camera][data-move]').waitFor();
        await Bun.sleep(1_200);
        await shows('asked');
        await page.locator('[data-verdict]').waitFor();
        expect(await page.locator('[data-verdict]').getAttribute('data-verdict')).toBe('attack');
        expect(await cameraIsOpen(page)).toBe(false);
        const tries = await page.locator('#trials tr[data-kind=phone] td').allTextContents();
        counted.push(tries[1]!);
        expect(tries.slice(2, 4)).toEqual(['0', '0']);
        expect(await page.locator('#trial-done-phone').textContent()).toContain(tries[1]!);
        expect(await page.locator('[name=kind][value=phone]').isChecked()).toBe(true);
        await shows('refused');
      });
    // At the same time: each waits for most of its time.
    await Promise.all(LOOKS.map(inLook));
    expect(counted.sort()).toEqual(LOOKS.map((_, before) => String(before + 1)));
  });

  test('a try that is stopped is not counted, and the own tries can be deleted', async () => {
    await browse(`http://localhost:${server.port}`, LOOKS[0], async (page, shows) => {
      await openCamera(page);
      await page.waitForResponse((response) => response.url().endsWith('/frame'));
      await page.locator('[data-camera-stop]').click();
      await page.locator('[data-ended]').waitFor();
      await page.reload();
      expect(await page.locator('#trial-done-phone').textContent()).toContain(String(LOOKS.length));
      await page.locator('.trial-reset summary').click();
      await shows('reset');
      await page.locator('.trial-reset button').click();
      await page.locator('.trial-reset').waitFor({ state: 'detached' });
      expect(await page.locator('#trials tr').count()).toBe(0);
    });
    await server.stop();
  });

  test('where nothing is checked there is no camera', async () => {
    const url = await serve({ FACELOGIN_LIVENESS: 'off' });
    for (const look of [LOOKS[0], LOOKS[2]]) {
      await browse(url, look, async (page, shows) => {
        expect(await page.locator('[data-camera]').count()).toBe(0);
        await shows('off');
      });
    }
  });
});

/** A try without a browser: posts what `choose` gives for each answer. @returns the verdict. */
async function attempt(
  { url, cookie }: { url: string; cookie: string },
  kind: string,
  choose: (asked: Move | undefined, frame: number) => Buffer,
): Promise<string | undefined> {
  let asked: Move | undefined;
  for (let frame = 0; frame < 130; frame++) {
    const body = new FormData();
    body.set('frame', new Blob([unique(choose(asked, frame))], { type: 'image/jpeg' }), 'frame.jpg');
    if (frame === 0) for (const [name, value] of Object.entries({ begin: '1', kind })) body.set(name, value);
    const headers = { Origin: url, Cookie: cookie, 'HX-Request': 'true' };
    const response = await fetch(`${url}${PAGE}/frame`, { method: 'POST', body, headers });
    const text = await response.text();
    expect(response.status).toBe(200);
    const verdict = /data-verdict="(\w+)"/.exec(text)?.[1];
    if (verdict) return verdict;
    asked = MOVES.find((move) => text.includes(`data-move="${move}"`));
    await Bun.sleep(text.includes('every 400ms') ? 400 : 2000);
  }
  return undefined;
}

const pad = testData('pad');
const models = livenessModels();
const man = pad && cameraFile(join(pad, 'real', 'krzysiek-webcam.mp4'), 12);
const phone = pad && cameraFile(join(pad, 'fake', 'apfol-phone-replay.webm'), 15);
const why = 'no clips of people and attacks (pad/ of FACELOGIN_TESTDATA), or no liveness networks';

describeIf(man && phone && models, 'the self-test with all checks', why, () => {
  let server: Server;
  afterAll(() => server?.stop());

  test('takes a man who does as he is asked for a person, and refuses a phone', async () => {
    const poses = await posesOf(man!);
    const recorded = jpegsOf(phone!);
    server = await startServer({ env: { FACELOGIN_LIVENESS: 'strict', FACELOGIN_MODELS_DIR: models! } });
    const admin = await administer(server);
    expect(await attempt(admin, 'person', cooperative(poses))).toBe('live');
    const held = (_: unknown, frame: number) => recorded[(frame * 12) % recorded.length]!;
    expect(await attempt(admin, 'phone', held)).toBe('attack');
    const shown = await fetch(`${admin.url}${PAGE}`, { headers: { Cookie: admin.cookie } });
    const rows = [...(await shown.text()).matchAll(/<tr data-kind.*?<\/tr>/gs)].map(([row]) => row);
    const texts = rows.map((row) =>
      row
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    );
    expect(texts).toEqual(['Myself 1 1 0 BPCER 0% 0% to 98% –', 'A phone 1 0 0 APCER 0% 0% to 98% networks 1']);
  });
});
