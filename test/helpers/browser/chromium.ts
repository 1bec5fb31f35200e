/** A real browser whose camera plays a video file. A test process starts one and keeps it for all of its files. */
import { mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';

/** Path of an installed Chromium or Chrome, or undefined. */
export function findChromium(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const wanted = process.env.FACELOGIN_CHROMIUM;
  return (wanted ? [wanted] : names).map((name) => Bun.which(name)).find((path) => path !== null) ?? undefined;
}

/** A host name that leads to this machine and that the browser takes for another one. */
export const ELSEWHERE = 'facelogin.test';
/** Milliseconds that a page may take for what a test waits for: a busy machine needs more than Playwright's 30 s. */
const PATIENCE_MS = 120_000;

export type Camera = {
  browser: Pick<Browser, 'newContext'>;
  /** Who is in front of the camera from its next opening on. */
  show(file: string): void;
  /** Closes every window. */
  close(): Promise<void>;
};

type Started = { browser: Browser; link: string };
let started: Promise<Started> | undefined;

/**
 * Chromium opens the camera's file anew at every getUserMedia; it is given a link, so that another file can take its
 * place while the browser runs.
 */
async function start(executablePath: string): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-camera-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const link = join(folder, 'camera.mjpeg');
  const browser = await chromium.launch({
    executablePath,
    // Its sandbox needs a user that is not root.
    chromiumSandbox: process.getuid?.() !== 0,
    // A signal is the test runner's: handled here, it would end the browser and leave the tests running.
    ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
    args: [
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${link}`,
      // A name of another machine, as the browser sees it, for what it allows only on this one.
      `--host-resolver-rules=MAP ${ELSEWHERE} 127.0.0.1`,
      '--disable-dev-shm-usage',
    ],
  });
  return { browser, link };
}

/** The browser of this process, headless. One that is gone, by whatever test, is replaced. */
async function running(executablePath: string): Promise<Started> {
  started ??= start(executablePath);
  const { browser } = await started;
  if (browser.isConnected()) return started;
  started = start(executablePath);
  return started;
}

/** @param file what the camera sees at first; undefined where no page opens it. */
export async function openBrowser(executablePath: string, file?: string): Promise<Camera> {
  const { browser, link } = await running(executablePath);
  const show = (path: string) => {
    symlinkSync(path, `${link}.next`);
    renameSync(`${link}.next`, link);
  };
  if (file !== undefined) show(file);
  const newContext = async (options?: BrowserContextOptions) => {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(PATIENCE_MS);
    return context;
  };
  const close = async () => {
    for (const context of browser.contexts()) await context.close();
  };
  return { browser: { newContext }, show, close };
}
