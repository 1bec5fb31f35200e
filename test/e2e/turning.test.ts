/**
 * The checks of a living face with real pictures: a man who turns his head before a web camera, his frames sent as he is
 * asked, at the sign-in and at the administrator's self-test, and a phone that is held before the camera.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { MOVES, type Move } from '../../src/biometrics/session/challenge.ts';
import { enrollMember, jpegsOf } from '../helpers/browser/member.ts';
import { cameraFile } from '../helpers/camera/clips.ts';
import { cooperative, type Poses, posesOf, unique } from '../helpers/camera/poses.ts';
import { describeIf, livenessModels, testData } from '../helpers/need.ts';
import { administer } from '../helpers/server/administrator.ts';
import { type Inside, startInside } from '../helpers/server/inside.ts';

setDefaultTimeout(240_000);

const PASSWORD = 'seven small stones';
/** The default, without the networks that see screens. */
const CHALLENGE = { FACELOGIN_LIVENESS: '', FACELOGIN_MODELS_DIR: '/nowhere' };

/** Somebody at the camera without a browser: posts what `choose` gives for each answer until the server ends it. */
async function sit(server: Inside, choose: (asked: Move | undefined, frame: number) => Buffer): Promise<string[]> {
  const { url } = server;
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
    server.forward(400);
  }
  return answers;
}

const pad = testData('pad');
const real = pad && cameraFile(join(pad, 'real', 'krzysiek-webcam.mp4'), 12);

/** Both suites ask for them, and they take seconds. */
let poses: Promise<Poses> | undefined;
function posesOnce(): Promise<Poses> {
  poses ??= posesOf(real!);
  return poses;
}

describeIf(real, 'a man who turns his head', 'no clips of people: put them into pad/ of FACELOGIN_TESTDATA', () => {
  let server: Inside;
  let poses: Poses;

  beforeAll(async () => {
    poses = await posesOnce();
    server = await startInside({ env: CHALLENGE });
    await enrollMember(server.url, { username: 'the.man', password: PASSWORD, clip: real!, every: 16, count: 15 });
  });
  afterAll(() => server?.stop());

  test('is signed in when he does as he is asked', async () => {
    for (const pose of ['front', 'left', 'right', 'up', 'down'] as const) expect(poses[pose].length).toBeGreaterThan(0);
    const answers = await sit(server, cooperative(poses));
    expect(answers.at(-1)).toBe('accepted');
    expect(new Set(answers.filter((answer) => (MOVES as readonly string[]).includes(answer))).size).toBe(2);
  });

  test('is not, when he turns another way', async () => {
    const answers = await sit(server, (asked, frame) => {
      const wrong = asked === 'left' ? 'right' : 'left';
      const pose = asked && frame > 4 ? wrong : 'front';
      return poses[pose][(frame * 5 + 3) % poses[pose].length]!;
    });
    expect(answers.at(-1)).toBe('over');
  });
});

const PAGE = '/admin/self-test';
const models = livenessModels();
const phone = pad && cameraFile(join(pad, 'fake', 'apfol-phone-replay.webm'), 15);
const why = 'no clips of people and attacks (pad/ of FACELOGIN_TESTDATA), or no liveness networks';

/**
 * A try without a browser: posts what `choose` gives for each answer. `pace`: milliseconds between two frames while
 * movements are asked. @returns the verdict.
 */
async function attempt(
  { server, url, cookie }: { server: Inside; url: string; cookie: string },
  { kind, pace = 400 }: { kind: string; pace?: number },
  choose: (asked: Move | undefined, frame: number) => Buffer,
): Promise<string | undefined> {
  let asked: Move | undefined;
  for (let frame = 0; frame < 130; frame++) {
    const body = new FormData();
    body.set('frame', new Blob([unique(choose(asked, frame))], { type: 'image/jpeg' }), 'frame.jpg');
    if (frame === 0) for (const [name, value] of Object.entries({ begin: '1', kind })) body.set(name, value);
    const headers = { Origin: url, Cookie: cookie, 'HX-Request': 'true' };
    const response = await fetch(`${url}${PAGE}/frame`, { method: 'POST', body, headers });
    const text = await response.text();
    expect(response.status).toBe(200);
    const verdict = /data-verdict="(\w+)"/.exec(text)?.[1];
    if (verdict) return verdict;
    asked = MOVES.find((move) => text.includes(`data-move="${move}"`));
    server.forward(text.includes('every 400ms') ? pace : 2000);
  }
  return undefined;
}

describeIf(real && phone && models, 'the self-test with all checks', why, () => {
  let server: Inside;
  afterAll(() => server?.stop());

  test('takes a man who does as he is asked for a person, and refuses a phone', async () => {
    const poses = await posesOnce();
    const recorded = jpegsOf(phone!);
    server = await startInside({ env: { FACELOGIN_LIVENESS: 'strict', FACELOGIN_MODELS_DIR: models! } });
    const admin = { server, ...(await administer(server)) };
    expect(await attempt(admin, { kind: 'person' }, cooperative(poses))).toBe('live');
    const held = (_: unknown, frame: number) => recorded[(frame * 12) % recorded.length]!;
    expect(await attempt(admin, { kind: 'phone', pace: 1500 }, held)).toBe('attack');
    const shown = await fetch(`${admin.url}${PAGE}`, { headers: { Cookie: admin.cookie } });
    const rows = [...(await shown.text()).matchAll(/<tr data-kind.*?<\/tr>/gs)].map(([row]) => row);
    const texts = rows.map((row) =>
      row
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    );
    expect(texts).toEqual(['Myself 1 1 0 BPCER 0% 0% to 98% –', 'A phone 1 0 0 APCER 0% 0% to 98% networks 1']);
  });
});
