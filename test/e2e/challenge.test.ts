/**
 * The challenge with real pictures: a man who turns his head before a web camera, his frames sent as he is asked; and
 * a recording of an enrolled man, which cannot follow.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Move } from '../../src/biometrics/session/challenge.ts';
import { MOVES } from '../../src/biometrics/session/challenge.ts';
import { openCamera } from '../helpers/browser/browse.ts';
import { findChromium, openBrowser } from '../helpers/browser/chromium.ts';
import { LOCALES, type Opened, openLooks } from '../helpers/browser/looks.ts';
import { enrollMember } from '../helpers/browser/member.ts';
import { type Clips, cameraFile, findClips } from '../helpers/camera/clips.ts';
import { cooperative, type Poses, posesOf, unique } from '../helpers/camera/poses.ts';
import { describeIf, testData } from '../helpers/need.ts';
import { type Server, startServer } from '../helpers/server/server.ts';

setDefaultTimeout(400_000);

const PASSWORD = 'seven small stones';
/** The default, without the networks that see screens. */
const CHALLENGE = { FACELOGIN_LIVENESS: '', FACELOGIN_MODELS_DIR: '/nowhere' };

/** Somebody at the camera without a browser: posts what `choose` gives for each answer until the server ends it. */
async function sit(url: string, choose: (asked: Move | undefined, frame: number) => Buffer): Promise<string[]> {
  const answers: string[] = [];
  let [cookie, asked] = ['', undefined as Move | undefined];
  for (let frame = 0; frame < 60; frame++) {
    const body = new FormData();
    body.set('frame', new Blob([unique(choose(asked, frame))], { type: 'image/jpeg' }), 'frame.jpg');
    if (frame === 0) body.set('begin', '1');
    const headers = { Origin: url, 'HX-Request': 'true', Cookie: cookie };
    const response = await fetch(`${url}/login/face/frame`, { method: 'POST', body, headers });
    const text = await response.text();
    cookie = response.headers.get('Set-Cookie')?.split(';')[0] ?? cookie;
    asked = MOVES.find((move) => text.includes(`data-move="${move}"`));
    answers.push(text.includes('data-next') ? 'accepted' : response.status === 410 ? 'over' : (asked ?? 'look'));
    if (['accepted', 'over'].includes(answers.at(-1)!)) break;
    await Bun.sleep(400);
  }
  return answers;
}

const pad = testData('pad');
const real = pad && cameraFile(join(pad, 'real', 'krzysiek-webcam.mp4'), 12);

describeIf(real, 'a man who turns his head', 'no clips of people: put them into pad/ of FACELOGIN_TESTDATA', () => {
  let server: Server;
  let url = '';
  let poses: Poses;

  beforeAll(async () => {
    poses = await posesOf(real!);
    server = await startServer({ env: CHALLENGE });
    url = `http://localhost:${server.port}`;
    await enrollMember(url, { username: 'the.man', password: PASSWORD, clip: real!, every: 12 });
  });
  afterAll(() => server?.stop());

  test('is signed in when he does as he is asked', async () => {
    for (const pose of ['front', 'left', 'right', 'up', 'down'] as const) expect(poses[pose].length).toBeGreaterThan(0);
    const answers = await sit(url, cooperative(poses));
    expect(answers.at(-1)).toBe('accepted');
    expect(new Set(answers.filter((answer) => (MOVES as readonly string[]).includes(answer))).size).toBe(2);
  });

  test('is not, when he turns another way', async () => {
    const answers = await sit(url, (asked, frame) => {
      const wrong = asked === 'left' ? 'right' : 'left';
      const pose = asked && frame > 4 ? wrong : 'front';
      return poses[pose][(frame * 5 + 3) % poses[pose].length]!;
    });
    expect(answers.at(-1)).toBe('over');
  });
});

const chromium = findChromium();
/** The name of the animation that the picture of a movement shows. */
const MOTION = `getComputedStyle(document.querySelector('.advice-features')).animationName`;
const found = chromium ? findClips() : { missing: 'chromium is not installed (Debian: apt-get install chromium)' };
const missing = 'missing' in found ? found.missing : '';
const clips = 'clips' in found ? found.clips : ({} as Clips);

describeIf(!missing, 'a recording before a server that asks for movements', missing, () => {
  const data = mkdtempSync(join(tmpdir(), 'facelogin-challenge-'));
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  test('is recognised, asked, and not let in; what is asked can be read in every look', async () => {
    // Without movements: the clip of an enrollment has to turn, too, and this one does not.
    let server = await startServer({ env: { FACELOGIN_DATA: data, FACELOGIN_LIVENESS: 'off' } });
    const member = { username: 'auduno', password: PASSWORD, clip: clips.cap12_edit };
    await enrollMember(`http://localhost:${server.port}`, member);
    await server.stop();
    server = await startServer({ env: { FACELOGIN_DATA: data, ...CHALLENGE } });
    const camera = await openBrowser(chromium!, clips.cap13_edit2);
    const inLanguage = openLooks(camera);
    const signIn = async ({ page, context, look }: Opened) => {
      await page.goto(`http://localhost:${server.port}/login?with=face`);
      await openCamera(page);
      await page.locator('[data-camera][data-move]').waitFor();
      expect(await page.locator('.camera-arrow').isVisible()).toBe(true);
      await look('login-face-challenge');
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
    // At the same time: each waits for most of its time.
    await Promise.all(LOCALES.map((locale) => inLanguage(locale, signIn)));
    await camera.close();
    await server.stop();
  });
});
