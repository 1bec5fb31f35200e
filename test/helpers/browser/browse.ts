/** Checks for every page in a real browser: the policy, the accessibility, a screenshot. */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { projectRoot } from '../root.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Collects the browser's reports on the pages of this context: violations of the policy and failed scripts. */
export function watch(context: BrowserContext): string[] {
  const reported: string[] = [];
  context.on('console', (message) => {
    const text = message.text();
    if (/content security policy|permissions policy|refused to/i.test(text)) reported.push(text);
  });
  context.on('weberror', (error) => void reported.push(String(error.error())));
  return reported;
}

type Violation = { id: string; help: string; nodes: { target: unknown }[] };
/** Rules of axe-core by name: the only ones; or all that it runs by itself, without some, with `also`. Absent: those. */
export type Rules = { only: readonly string[] } | { without: readonly string[]; also?: readonly string[] };

const sessions = new WeakMap<Page, Promise<CDPSession>>();

/** Evaluates an expression through the protocol of the developer tools, which no policy of the page refuses. */
export async function ask<T>(page: Page, expression: string): Promise<T> {
  const known = sessions.get(page) ?? page.context().newCDPSession(page);
  sessions.set(page, known);
  const options = { expression, awaitPromise: true, returnByValue: true };
  const { exceptionDetails, result } = await (await known).send('Runtime.evaluate', options);
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value as T;
}

function optionsFor(rules?: Rules): string {
  const chosen =
    rules && ('only' in rules ? { runOnly: { type: 'rule', values: rules.only } } : { rules: switched(rules) });
  return JSON.stringify({ resultTypes: ['violations'], preload: false, ...chosen });
}
const switched = ({ without, also = [] }: { without: readonly string[]; also?: readonly string[] }) =>
  Object.fromEntries([
    ...without.map((name) => [name, { enabled: false }]),
    ...also.map((name) => [name, { enabled: true }]),
  ]);

/**
 * The source is half a megabyte, and its way to a page takes longer than its run. A document keeps it, and a window
 * keeps it for the next documents of the same site.
 */
const KEPT = `(() => {
  try {
    if (!('axe' in window) && sessionStorage.axe) (0, eval)(sessionStorage.axe);
  } catch {}
  return 'axe' in window;
})()`;
const FIRST = `(() => {
  const source = ${JSON.stringify(axeSource)};
  (0, eval)(source);
  try {
    sessionStorage.axe = source;
  } catch {}
})()`;

/** axe-core sees what has been drawn: after a change of window or colours, the next frame. */
const PAINTED = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

/**
 * Finds violations of axe-core's rules (WCAG 2.2 A and AA, and its own best practices) on the page, a line each. axe
 * arrives through the protocol of the developer tools, so the policy stays as served. @param part what of the page is
 * looked at, as an expression for the browser.
 */
export async function accessibility(page: Page, rules?: Rules, part = 'document'): Promise<string[]> {
  if (!(await ask<boolean>(page, KEPT))) await ask(page, FIRST);
  const run = `${PAINTED}.then(() => axe.run(${part}, ${optionsFor(rules)})).then((r) => JSON.stringify(r.violations))`;
  const found = JSON.parse(await ask<string>(page, run)) as Violation[];
  return found.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target).join(', ')}`);
}

/** Whether the page is wider than its window. Then a phone scrolls sideways. */
export function overflows(page: Page): Promise<boolean> {
  return ask(page, 'document.documentElement.scrollWidth > document.documentElement.clientWidth');
}

/**
 * Opens the camera of this page or of the next one. It waits for the page to load: before its script runs, the button
 * does nothing.
 */
export async function openCamera(page: Page): Promise<void> {
  const button = page.locator('[data-camera-open]');
  await button.waitFor();
  await page.waitForLoadState();
  await button.click();
}

/** Whether this page has an open camera. */
export function cameraIsOpen(page: Page): Promise<boolean> {
  const live = `[...document.querySelectorAll('video')].some((v) => v.srcObject?.active)`;
  return page.evaluate<boolean>(live);
}

/** Whether the run is asked for screenshots. They take longer than the checks. */
export const TAKES_PICTURES = Boolean(process.env.TEST_SCREENS);

/** Saves a screenshot of the whole page in test-results/screens, under `TEST_SCREENS=1`. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!TAKES_PICTURES) return;
  const folder = join(projectRoot, 'test-results', 'screens');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, animations: 'disabled' });
}
