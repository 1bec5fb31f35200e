/** Another person before the camera of a journey, who fails to sign in, and the way in that is left. */
import { expect, test } from 'bun:test';
import { cameraIsOpen, openCamera } from './browse.ts';
import { type Journey, PERSON } from './journey.ts';

/** Milliseconds that a frame takes over a slow line. Without it an attempt is a hundred frames to look at. */
const LATENCY_MS = 1_000;

/** Slows the line between the page and the server. */
async function slow({ context, page }: Journey, latency: number): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const speed = { downloadThroughput: -1, uploadThroughput: -1 };
  await session.send('Network.emulateNetworkConditions', { offline: false, latency, ...speed });
}

/** Declares the tests. They follow those of the journey. */
export function describeStranger(on: Journey): void {
  test('the stop button stops an open camera', async () => {
    await on.page.locator('form[action="/logout"] button').click();
    on.camera.show(on.clips.franck);
    await on.open('/login?with=face');
    await openCamera(on.page);
    await on.page.waitForResponse((response) => response.url().endsWith('/login/face/frame'));
    expect(await cameraIsOpen(on.page)).toBe(true);
    await on.page.locator('[data-camera-stop]').click();
    await on.page.waitForFunction(`![...document.querySelectorAll('video')].some((v) => v.srcObject?.active)`);
  });

  test('somebody else fails to sign in within 30 seconds and can try again or use the password', async () => {
    await on.context.clearCookies();
    await on.open('/login?with=face&next=/account');
    await slow(on, LATENCY_MS);
    await openCamera(on.page);
    const ended = on.page.locator('[data-ended]');
    await ended.waitFor();
    await slow(on, 0);
    expect(await ended.locator('[data-retry]').count()).toBe(1);
    expect(await ended.locator('a[href*="with=password"]').count()).toBe(1);
    expect(await ended.textContent()).not.toMatch(/fail|score|distance|unknown|denied|\d/i);
    expect(await cameraIsOpen(on.page)).toBe(false);
    expect(await on.hasSession()).toBe(false);
    expect(on.path()).toBe('/login');
  });

  test('the password is always a way in', async () => {
    await on.page.locator('[data-ended] a[href*="with=password"]').click();
    await on.page.locator('[name=username]').fill(PERSON.username);
    await on.page.locator('[name=password]').fill(PERSON.password);
    await on.submit('/login');
    await on.page.waitForURL(/\/account(\?|$)/);
    expect(await on.hasSession()).toBe(true);
  });
}
