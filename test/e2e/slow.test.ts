/** Face sign-in in a real browser on a machine that takes longer for a frame than others wait: the page says so. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { and, gt, isNull } from 'drizzle-orm';
import { loginAttempts } from '../../src/db/schema.ts';
import { createEngine } from '../../src/vision/workers/engine.ts';
import { accessibility, openCamera, picture as screenshot, watch } from '../helpers/browser/browse.ts';
import { type Camera, findChromium, openBrowser } from '../helpers/browser/chromium.ts';
import { ATTEMPT_MS, outlast } from '../helpers/browser/outlast.ts';
import { type Clips, findClips } from '../helpers/camera/clips.ts';
import { describeIf } from '../helpers/need.ts';
import { type Inside, startInside } from '../helpers/server/inside.ts';
import { until } from '../helpers/until.ts';
import { picture } from '../helpers/vision/engine.ts';

setDefaultTimeout(240_000);

/** A frame takes a second and a half, and may wait for one. Otherwise it is six and five. */
const STEPS = '6';
const LIMITS = { deadlineMs: 1_000 };

const chromium = findChromium();
const found = chromium ? findClips() : { missing: 'chromium is not installed (Debian: apt-get install chromium)' };
const missing = 'missing' in found ? found.missing : '';
const clips = 'clips' in found ? found.clips : ({} as Clips);

describeIf(!missing, 'a browser before a slow server', missing, () => {
  let server: Inside;
  let camera: Camera;
  let url = '';

  beforeAll(async () => {
    const worker = new URL('../helpers/vision/slow-worker.ts', import.meta.url);
    process.env.FACELOGIN_TEST_STEPS = STEPS;
    server = await startInside({
      ...{ worker, env: { FACELOGIN_LIVENESS: 'off' } },
      engine: (options) => createEngine({ ...options, limits: LIMITS }),
    });
    url = server.url;
    camera = await openBrowser(chromium!, clips.cap12_edit);
  });
  afterAll(async () => {
    delete process.env.FACELOGIN_TEST_STEPS;
    await camera?.close();
    await server?.stop();
  });

  /** Keeps the worker busy from another browser. @returns how to stop. */
  async function crowd(): Promise<() => Promise<void>> {
    const frame = new Uint8Array(await picture());
    let goesOn = true;
    const one = async (address: string) => {
      while (goesOn) {
        const body = new FormData();
        body.append('begin', '1');
        body.append('frame', new Blob([frame], { type: 'image/png' }), 'frame.png');
        const headers = { Origin: url, 'X-Forwarded-For': address, 'HX-Request': 'true' };
        await fetch(`${url}/login/face/frame`, { method: 'POST', body, headers }).catch(() => {});
      }
    };
    const people = ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map(one);
    return async () => {
      goesOn = false;
      await Promise.all(people);
    };
  }

  /** Whether a running attempt has enough usable frames for a decision. No face is before the other browser. */
  async function wasDecided(): Promise<boolean> {
    const running = and(isNull(loginAttempts.outcome), gt(loginAttempts.expiresAt, server.deps.clock()));
    const rows = await server.deps.db.select().from(loginAttempts).where(running);
    return rows.some(({ state }) => (state.usable ?? 0) >= 2);
  }

  test('says that it is busy, and at the end of the attempt what helps', async () => {
    const context = await camera.browser.newContext({ locale: 'en-US', reducedMotion: 'reduce' });
    const problems = watch(context);
    const page = await context.newPage();
    await page.goto(`${url}/login?with=face`);
    const leave = await crowd();
    await openCamera(page);
    await page.locator('#hint', { hasText: 'The server is busy. It goes on by itself in a moment.' }).waitFor();
    await screenshot(page, 'slow-busy');
    await leave();
    // The first attempt runs on meanwhile: its end, and a second one from its beginning to its end.
    await outlast(page, server, 1);
    await page.locator('[data-ended]').waitFor();
    await page.locator('[data-retry]').click();
    await until(wasDecided, 200);
    server.forward(ATTEMPT_MS);
    await page.locator('[data-ended]').waitFor();
    expect(await page.locator('.result-text').textContent()).toBe('I could not recognise you.');
    problems.push(...(await accessibility(page)));
    await screenshot(page, 'slow-end');
    await page.locator('[data-give-name]').click();
    expect(await page.evaluate<string>('document.activeElement.name')).toBe('username');
    expect(problems).toEqual([]);
    await context.close();
  });
});
