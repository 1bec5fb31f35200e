/** The tablet: a real browser whose camera plays a video. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type CDPSession, chromium, type Page } from 'playwright-core';

export type Tablet = {
  /** Registers the tablet and starts the kiosk. */
  start(code: string): Promise<void>;
  setOffline(offline: boolean): Promise<void>;
  /** The greetings so far, in order. */
  greetings(): Promise<string[]>;
  /** After a collection of garbage: MiB of the page's heap, and its nodes. */
  memory(): Promise<{ heapMiB: number; nodes: number }>;
  close(): Promise<void>;
};

/** Notes every greeting, in a list that the page itself does not use. */
const NOTE = `(() => {
  window.greetings = [];
  let last = '';
  new MutationObserver(() => {
    const { state } = document.body.dataset;
    if (state === 'greeting' && last !== 'greeting') window.greetings.push(document.querySelector('[data-hello]').textContent);
    last = state;
  }).observe(document.body, { attributes: true, attributeFilter: ['data-state'] });
})()`;

async function memoryOf(session: CDPSession) {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((metric) => metric.name === name)!.value;
  return { heapMiB: Math.round(of('JSHeapUsedSize') / 104_857.6) / 10, nodes: of('Nodes') };
}

async function register(page: Page, url: string, code: string): Promise<void> {
  await page.goto(`${url}/kiosk`);
  await page.locator('[name=code]').fill(code);
  await page.locator('form[action="/kiosk/register"] button').click();
  await page.locator('[data-start]').waitFor();
  await page.evaluate(NOTE);
  await page.locator('[data-start]').click();
}

/** The path of a program. @throws {Error} where it is not installed. */
function pathOf(program: string): string {
  const places = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program));
  const found = [program, ...places].find((path) => existsSync(path));
  if (found === undefined) throw new Error(`Cannot find ${program}: say where it is with --chromium PATH.`);
  return found;
}

/** @param program Chromium, a name or a path. @param video file of JPEGs. */
export async function openTablet(url: string, program: string, video: string): Promise<Tablet> {
  const browser = await chromium.launch({
    executablePath: pathOf(program),
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${video}`,
      '--disable-dev-shm-usage',
    ],
  });
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  return {
    start: (code) => register(page, url, code),
    setOffline: (offline) => context.setOffline(offline),
    greetings: () => page.evaluate<string[]>('window.greetings'),
    memory: () => memoryOf(session),
    close: () => browser.close(),
  };
}
