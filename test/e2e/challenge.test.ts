/** The challenge before a recording of an enrolled man, which cannot follow (turning.test.ts: a man who can). */
import { expect, setDefaultTimeout, test } from 'bun:test';
import { openCamera } from '../helpers/browser/browse.ts';
import { findChromium, openBrowser } from '../helpers/browser/chromium.ts';
import { LOCALES, type Opened, openLooks } from '../helpers/browser/looks.ts';
import { outlast } from '../helpers/browser/outlast.ts';
import { type Clips, findClips } from '../helpers/camera/clips.ts';
import { enrolledData } from '../helpers/data/enrolled.ts';
import { describeIf } from '../helpers/need.ts';
import { startInside } from '../helpers/server/inside.ts';

setDefaultTimeout(400_000);

/** The default, without the networks that see screens. */
const CHALLENGE = { FACELOGIN_LIVENESS: '', FACELOGIN_MODELS_DIR: '/nowhere' };

const chromium = findChromium();
/** The name of the animation that the picture of a movement shows. */
const MOTION = `getComputedStyle(document.querySelector('.advice-features')).animationName`;
const found = chromium ? findClips() : { missing: 'chromium is not installed (Debian: apt-get install chromium)' };
const missing = 'missing' in found ? found.missing : '';
const clips = 'clips' in found ? found.clips : ({} as Clips);

describeIf(!missing, 'a recording before a server that asks for movements', missing, () => {
  test('is recognised, asked, and not let in; what is asked can be read in every look', async () => {
    const server = await startInside({ data: await enrolledData(clips), env: CHALLENGE });
    const camera = await openBrowser(chromium!, clips.cap13_edit2);
    const inLanguage = openLooks(camera);
    const signIn = async ({ page, context, look }: Opened) => {
      await page.goto(`${server.url}/login?with=face`);
      await openCamera(page);
      await page.locator('[data-camera][data-move]').waitFor();
      expect(await page.locator('.camera-arrow').isVisible()).toBe(true);
      await look('login-face-challenge');
      await outlast(page, server, 3);
      await page.locator('[data-ended] .advice-move').waitFor();
      await look('login-face-not-moved');
      for (const [reducedMotion, name] of [
        ['reduce', 'none'],
        ['no-preference', 'advice-move'],
      ] as const) {
        await page.emulateMedia({ reducedMotion });
        expect(await page.evaluate(MOTION)).toBe(name);
      }
      expect((await context.cookies()).some(({ name }) => name === 'session')).toBe(false);
    };
    for (const locale of LOCALES) await inLanguage(locale, signIn);
    await camera.close();
    await server.stop();
  });
});
