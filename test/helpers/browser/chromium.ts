/** A real browser whose camera plays a video file. A test process starts one and keeps it for all its files. */
import { mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { slowly } from '../camera/clips.ts';

const WHOLE = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function findFirst(names: string[]): string | undefined {
  const wanted = process.env.FACELOGIN_CHROMIUM;
  return (wanted ? [wanted] : names).map((name) => Bun.which(name)).find((path) => path !== null) ?? undefined;
}

/** The path of an installed Chromium or Chrome as people have it, or undefined. It installs apps and fills the screen. */
export const findWholeChromium = () => findFirst(WHOLE);

/** The same, or before it its shell: the engine without windows, menus and address bar takes half the processor. */
export const findChromium = () => findFirst(['chromium-headless-shell', ...WHOLE]);

/** A host name of this machine that the browser takes for another machine. */
export const ELSEWHERE = 'facelogin.test';
/** Milliseconds that a test waits for a page. A busy machine needs more than Playwright's 30 s. */
const PATIENCE_MS = 120_000;

/** The suggestions of the address bar: pages that every window opens, a third of the time of the processor. */
const SUGGESTIONS = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'];
/** What Playwright itself switches off. Of two lists Chromium takes the later one, so ours repeats Playwright's. */
const PLAYWRIGHTS = [
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades'],
  ...[
    'HttpsFirstBalancedModeAutoEnable',
    'LensOverlay',
    'MediaRouter',
    'PaintHolding',
    'ThirdPartyStoragePartitioning',
  ],
  ...['AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints', 'NetworkTimeServiceQuerying', 'AimEnabled'],
  'PreconnectToSearch',
];

/** A page of a test ends before optimized code pays: axe-core takes a quarter less of the processor without it. */
const COMPILERS = '--js-flags=--no-opt --no-maglev --max-lazy';

/** With these a browser takes less of the processor, and shows what it shows without them. */
export const LESS_WORK = [
  ...['--disable-dev-shm-usage', COMPILERS],
  `--disable-features=${[...PLAYWRIGHTS, ...SUGGESTIONS]}`,
];

export type Camera = {
  browser: Pick<Browser, 'newContext'>;
  /** Sets the clip of the camera, an .mjpeg, from its next opening on. */
  show(file: string): void;
  /** Closes every window. */
  close(): Promise<void>;
};

type Started = { browser: Browser; link: string };
/** By the path of the program. */
const started = new Map<string, Promise<Started>>();

/**
 * Starts Chromium with a link as the camera's file. Chromium opens the file anew at every getUserMedia, so another file
 * can replace it while the browser runs.
 */
async function start(executablePath: string): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-camera-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const link = join(folder, 'camera.y4m');
  const browser = await chromium.launch({
    executablePath,
    // The sandbox needs a user that is not root.
    chromiumSandbox: process.getuid?.() !== 0,
    // The test runner handles signals. Handled here, one would end the browser and leave the tests running.
    ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
    // Without a language of its own, Chromium finds no file whose name has other letters than English ones.
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    args: [
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${link}`,
      // The browser takes these names for other machines: for applications, and for what it allows only on its own.
      '--host-resolver-rules=MAP *.test 127.0.0.1',
      ...LESS_WORK,
    ],
  });
  return { browser, link };
}

/** The headless browser of this process. A new one replaces it if a test ended it. */
async function running(executablePath: string): Promise<Started> {
  const known = started.get(executablePath);
  if (known && (await known).browser.isConnected()) return known;
  const anew = start(executablePath);
  started.set(executablePath, anew);
  return anew;
}

/** Opens the browser. @param file the first video of the camera. Absent: no page opens the camera. */
export async function openBrowser(executablePath: string, file?: string): Promise<Camera> {
  const { browser, link } = await running(executablePath);
  const show = (path: string) => {
    symlinkSync(slowly(path), `${link}.next`);
    renameSync(`${link}.next`, link);
  };
  if (file !== undefined) show(file);
  const newContext = async (options?: BrowserContextOptions) => {
    // A service worker for every context would cost each test a start of one.
    const context = await browser.newContext({ serviceWorkers: 'block', ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    return context;
  };
  const close = async () => {
    for (const context of browser.contexts()) await context.close();
  };
  return { browser: { newContext }, show, close };
}
