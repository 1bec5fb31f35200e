/** Another person before the camera of a journey, who does not get in, and the way in that is left. */
import { expect, test } from 'bun:test';
import { cameraIsOpen, openCamera } from './browse.ts';
import { type Journey, PERSON } from './journey.ts';
import { lookedAt } from './outlast.ts';

/** Declares the tests. They follow those of the journey. */
export function describeStranger(on: Journey): void {
  test('somebody else is looked at, does not get in, and stops the camera', async () => {
    await on.page.locator('form[action="/logout"] button').click();
    on.camera.show(on.clips.franck);
    await on.open('/login?with=face&next=/account');
    await openCamera(on.page);
    await lookedAt(on.page);
    expect(await cameraIsOpen(on.page)).toBe(true);
    await on.page.locator('[data-camera-stop]').click();
    await on.page.waitForFunction(`![...document.querySelectorAll('video')].some((v) => v.srcObject?.active)`);
    expect(await on.page.locator('[data-ended] [data-retry]').count()).toBe(1);
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
