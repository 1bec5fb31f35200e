/** A real browser whose camera plays a video file. */
import { mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Path of an installed Chromium or Chrome, or undefined. */
export function findChromium(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const wanted = process.env.FACELOGIN_CHROMIUM;
  return (wanted ? [wanted] : names).map((name) => Bun.which(name)).find((path) => path !== null) ?? undefined;
}

/** A host name that leads to this machine and that the browser takes for another one. */
export const ELSEWHERE = 'facelogin.test';

export type Camera = {
  browser: Browser;
  /** Who is in front of the camera from its next opening on. */
  show(file: string): void;
  close(): Promise<void>;
};

/**
 * Starts Chromium, headless, with `file` as what its camera sees. Chromium opens the file anew at every getUserMedia;
 * it is given a link, so that another file can take its place while the browser runs.
 */
export async function launchWithCamera(executablePath: string, file: string): Promise<Camera> {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-camera-'));
  const link = join(folder, 'camera.mjpeg');
  const show = (path: string) => {
    symlinkSync(path, `${link}.next`);
    renameSync(`${link}.next`, link);
  };
  show(file);
  const browser = await chromium.launch({
    executablePath,
    // Its sandbox needs a user that is not root.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${link}`,
      // A name of another machine, as the browser sees it, for what it allows only on this one.
      `--host-resolver-rules=MAP ${ELSEWHERE} 127.0.0.1`,
      '--disable-dev-shm-usage',
    ],
  });
  const close = async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { browser, show, close };
}
