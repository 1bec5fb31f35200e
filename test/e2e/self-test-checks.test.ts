/** The administrator's self-test with real pictures and all checks, without a browser. */
import { afterAll, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { MOVES, type Move } from '../../src/biometrics/session/challenge.ts';
import { jpegsOf } from '../helpers/browser/member.ts';
import { cameraFile } from '../helpers/camera/clips.ts';
import { cooperative, posesOf, unique } from '../helpers/camera/poses.ts';
import { describeIf, livenessModels, testData } from '../helpers/need.ts';
import { administer } from '../helpers/server/administrator.ts';
import { type Server, startServer } from '../helpers/server/server.ts';

setDefaultTimeout(240_000);

const PAGE = '/admin/self-test';

/** A try without a browser: posts what `choose` gives for each answer. @returns the verdict. */
async function attempt(
  { url, cookie }: { url: string; cookie: string },
  kind: string,
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
    await Bun.sleep(text.includes('every 400ms') ? 400 : 2000);
  }
  return undefined;
}

const pad = testData('pad');
const models = livenessModels();
const man = pad && cameraFile(join(pad, 'real', 'krzysiek-webcam.mp4'), 12);
const phone = pad && cameraFile(join(pad, 'fake', 'apfol-phone-replay.webm'), 15);
const why = 'no clips of people and attacks (pad/ of FACELOGIN_TESTDATA), or no liveness networks';

describeIf(man && phone && models, 'the self-test with all checks', why, () => {
  let server: Server;
  afterAll(() => server?.stop());

  test('takes a man who does as he is asked for a person, and refuses a phone', async () => {
    const poses = await posesOf(man!);
    const recorded = jpegsOf(phone!);
    server = await startServer({ env: { FACELOGIN_LIVENESS: 'strict', FACELOGIN_MODELS_DIR: models! } });
    const admin = await administer(server);
    expect(await attempt(admin, 'person', cooperative(poses))).toBe('live');
    const held = (_: unknown, frame: number) => recorded[(frame * 12) % recorded.length]!;
    expect(await attempt(admin, 'phone', held)).toBe('attack');
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
