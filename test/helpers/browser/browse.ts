/** What is looked at on every page in a real browser: the policy, the accessibility, the picture. */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { projectRoot } from '../root.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Lines that the browser reports of pages of this context: violations of the policy, and scripts that failed. */
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

/**
 * Violations of axe-core's rules (WCAG 2.2 A and AA and its own best practices) on the page as it is, a line each.
 * axe comes in by the developer tools' protocol, which no page's policy can refuse: the policy stays as it is served.
 */
export async function accessibility(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  try {
    const evaluate = async (expression: string) => {
      const answer = await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
      if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? 'axe failed');
      return answer.result.value as string;
    };
    await evaluate(`${axeSource};''`);
    const found = JSON.parse(
      await evaluate(`axe.run(document, { resultTypes: ['violations'] }).then((r) => JSON.stringify(r.violations))`),
    ) as Violation[];
    return found.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target).join(', ')}`);
  } finally {
    await session.detach();
  }
}

/** Whether the page is wider than its window: then a phone scrolls sideways. */
export function overflows(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}

/**
 * Opens the camera of the page that comes next or is there. Its button does nothing before the page's script has run,
 * which is there sooner than a form's answer has loaded.
 */
export async function openCamera(page: Page): Promise<void> {
  const button = page.locator('[data-camera-open]');
  await button.waitFor();
  await page.waitForLoadState();
  await button.click();
}

/** Whether a camera is open in this page. */
export function cameraIsOpen(page: Page): Promise<boolean> {
  const live = `[...document.querySelectorAll('video')].some((v) => v.srcObject?.active)`;
  return page.evaluate<boolean>(live);
}

/** A picture of the whole page in test-results/screens. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = join(projectRoot, 'test-results', 'screens');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, animations: 'disabled' });
}
