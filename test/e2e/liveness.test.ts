/**
 * The passive liveness check, with a man before his web camera and the same man on a phone held before it: both are
 * recognised as him, and only one is let in.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { limitations } from '../../src/doctor/limitations.ts';
import { cameraIsOpen, openCamera } from '../helpers/browser/browse.ts';
import { type Camera, findChromium, openBrowser } from '../helpers/browser/chromium.ts';
import { enrollMember } from '../helpers/browser/member.ts';
import { outlast } from '../helpers/browser/outlast.ts';
import { cameraFile } from '../helpers/camera/clips.ts';
import { describeIf, livenessModels, testData } from '../helpers/need.ts';
import { type Inside, startInside } from '../helpers/server/inside.ts';

setDefaultTimeout(180_000);

const chromium = findChromium();
const models = livenessModels();
const pad = testData('pad');
const why = !chromium
  ? 'chromium is not installed (Debian: apt-get install chromium)'
  : !models
    ? 'the liveness networks are not there: npm run facelogin -- models fetch, and FACELOGIN_MODELS_DIR'
    : 'no clips of attacks: put them into pad/ of FACELOGIN_TESTDATA';
const PASSWORD = 'seven small stones';
/** Which frames of the man's clip of eleven seconds, and of the phone's, are sent. */
const MAN = { every: 16, count: 20 };
const PHONE = { every: 13 };

describeIf(chromium && models && pad, 'a replay before the camera', why, () => {
  let real: string;
  let replay: string;
  let camera: Camera;
  let server: Inside;
  const data = mkdtempSync(join(tmpdir(), 'facelogin-liveness-'));

  // Made here, not in the suite's body: a suite that is skipped has its body run, and no folder to take them from.
  beforeAll(async () => {
    real = cameraFile(join(pad!, 'real', 'apfol-webcam.webm'), 11)!;
    replay = cameraFile(join(pad!, 'fake', 'apfol-phone-replay.webm'), 15)!;
    camera = await openBrowser(chromium!, real);
  });
  afterAll(async () => {
    await camera?.close();
    await server?.stop();
  });

  async function serve(env: Record<string, string>): Promise<string> {
    server = await startInside({ data, env: { FACELOGIN_MODELS_DIR: models!, ...env } });
    return server.url;
  }

  /**
   * Where the browser is after the face was before the camera: signed in, or offered another way.
   * @param refused whether it gets some frames and no more time.
   */
  async function outcome(url: string, file: string, refused = false): Promise<string> {
    camera.show(file);
    const context = await camera.browser.newContext({ locale: 'en-US' });
    const page: Page = await context.newPage();
    await page.goto(`${url}/login?with=face`);
    await openCamera(page);
    if (refused) await outlast(page, server);
    const accepted = page.waitForURL(({ pathname }) => pathname === '/account');
    const ended = page.locator('[data-ended]').waitFor();
    await Promise.race([accepted, ended]);
    accepted.catch(() => {});
    ended.catch(() => {});
    expect(await cameraIsOpen(page)).toBe(false);
    const { pathname } = new URL(page.url());
    await context.close();
    return pathname;
  }

  const notice = ({ deps }: Inside) => limitations(deps.config, deps.vision.status(), deps.liveness)[0]?.key;

  test('is not let in with the passive check, and the man himself is', async () => {
    const url = await serve({ FACELOGIN_LIVENESS: 'passive' });
    expect(notice(server)).toBe('limits.liveness.passive');
    await enrollMember(url, { username: 'the.man', password: PASSWORD, clip: real, ...MAN });
    expect(await outcome(url, replay, true)).toBe('/login');
    expect(await outcome(url, real)).toBe('/account');
  });

  test('cannot be enrolled with the passive check', async () => {
    const { url } = server;
    const enrolled = enrollMember(url, { username: 'the.phone', password: PASSWORD, clip: replay, ...PHONE });
    expect(enrolled).rejects.toThrow(/\/enroll\/clip was answered 422[\s\S]*not clear that a person is in front/);
    await enrolled.catch(() => {});
  });

  test('is let in where liveness is off: it is the right face', async () => {
    await server.close();
    const url = await serve({ FACELOGIN_LIVENESS: 'off' });
    expect(notice(server)).toBe('limits.liveness.off');
    expect(await outcome(url, replay)).toBe('/account');
  });
});
