/** The end of an attempt, without a wait for it. */
import type { Page } from 'playwright-core';
import type { Inside } from '../server/inside.ts';

/** Frames with which anybody who may be let in is: three decisions. */
const FRAMES = 12;
/** Longer than the server gives an attempt, and longer than it waits for a movement. */
export const ATTEMPT_MS = 60_000;

/** Waits until whoever is before the open camera of a page was looked at for some frames. A busy server looks at none. */
export async function lookedAt(page: Page, frames = FRAMES): Promise<void> {
  for (let frame = 0; frame < frames; frame++) {
    await page.waitForResponse(
      (response) => /\/(frame|step-up\/face)$/.test(response.url()) && response.status() < 500,
    );
  }
}

/** The same, and then the attempt runs out. */
export async function outlast(page: Page, server: Pick<Inside, 'forward'>, frames = FRAMES): Promise<void> {
  await lookedAt(page, frames);
  server.forward(ATTEMPT_MS);
}
