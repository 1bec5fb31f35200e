/** One run of the tests of passkeys: a server where everybody has to have one, and a browser with an authenticator. */
import type { BrowserContext, Page } from 'playwright-core';
import type { Clips } from '../../camera/clips.ts';
import { type Inside, startInside } from '../../server/inside.ts';
import { watch } from '../browse.ts';
import { type Camera, openBrowser } from '../chromium.ts';
import { RECORDED } from '../journey.ts';
import { type VirtualAuthenticator, virtualAuthenticator } from '../virtual-authenticator.ts';

export const PASSWORD = 'seven small stones';

/** Finds what the page says of a passkey that did not work. */
export const problemOn = (page: Page) => page.locator('[data-passkey-problem]:not([hidden])');

export type Stage = {
  server: Inside;
  camera: Camera;
  clips: Clips;
  context: BrowserContext;
  page: Page;
  /** The authenticator of the page. A test that loses it puts another in its place. */
  authenticator: VirtualAuthenticator;
  /** The recovery codes, once they are made. */
  codes: string[];
  /** What the browser reported of the pages. */
  reported: string[];
  url(path: string): string;
  /** Waits until the page is at this path. */
  at(path: string): Promise<void>;
  press(name: string | RegExp): Promise<void>;
  signOut(): Promise<void>;
  /** Signs in by password as far as the second step. */
  givePassword(next: string): Promise<void>;
};

async function openParts(chromium: string, clips: Clips) {
  const server = await startInside({ env: { ...RECORDED, FACELOGIN_SECOND_FACTOR: 'all' } });
  const camera = await openBrowser(chromium, clips.cap13_edit2);
  const context = await camera.browser.newContext({ locale: 'en-US' });
  const reported = watch(context);
  const page = await context.newPage();
  return { server, camera, clips, context, page, reported, authenticator: await virtualAuthenticator(page) };
}

/** Opens everything on a stage that tests already refer to. */
export async function openStage(on: Stage, chromium: string, clips: Clips): Promise<void> {
  const parts = await openParts(chromium, clips);
  const { page } = parts;
  Object.assign(on, {
    ...parts,
    codes: [],
    url: (path) => `http://localhost:${on.server.port}${path}`,
    at: (path) => page.waitForURL((here) => here.pathname === path),
    press: (name) => page.getByRole('button', { name }).click(),
    async signOut() {
      await on.press('Sign out');
      await on.at('/');
    },
    async givePassword(next) {
      await on.authenticator.touch(false);
      await page.goto(on.url(`/login?with=password&next=${next}`));
      await page.locator('[name=username]').fill('anna');
      await page.locator('[name=password]').fill(PASSWORD);
      await page.locator('[name=password]').press('Enter');
      await on.at('/login/second');
      await on.authenticator.touch(true);
    },
  } satisfies Stage);
}
