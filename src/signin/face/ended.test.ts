/**
 * What the card says at the end of an attempt that signed nobody in, over HTTP.
 * On PGlite alone: other tests run its statements on PostgreSQL.
 */
import { beforeEach, expect, test } from 'bun:test';
import { known, onlyAlice, seeing, unknown } from '../../../test/helpers/camera/attempt.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite, type Visitor } from '../../../test/helpers/site/site.ts';
import { type Observation, PROBLEMS } from '../../biometrics/observation.ts';

beforeEach(onlyAlice);

let bytes = 0;
async function send(visitor: Visitor, fields: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const form = new FormData();
  form.set('frame', new Blob([new Uint8Array([++bytes & 255, bytes >> 8, 3])], { type: 'image/jpeg' }), 'frame.jpg');
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const response = await visitor.post('/login/face/frame', form, { 'HX-Request': 'true', ...headers });
  return { status: response.status, text: await response.text() };
}

/** The card after an attempt whose frames show this, one after the other. The last one repeats. */
async function cardAfter(
  frames: Partial<Observation>[],
  options: { count?: number; username?: string; headers?: Record<string, string> } = {},
) {
  const { count = 12, username = '', headers = {} } = options;
  const deps = await testDeps({ vision: seeing(...frames), liveness: { challenge: false } });
  const visitor = openSite(deps).visitor();
  for (let i = 0; i < count; i++) {
    deps.clock.forward(1000);
    expect((await send(visitor, i === 0 ? { begin: '1', username } : {})).status).toBe(200);
  }
  deps.clock.forward(40_000);
  const { status, text } = await send(visitor, {}, headers);
  expect(status).toBe(410);
  return text;
}

const CHANGES = {
  'no-face': 'Your face was not in the picture.',
  'several-faces': 'Be alone in front of the camera.',
  'too-far': 'Come closer',
  'too-close': 'Move back',
  'off-centre': 'Move to the middle.',
  'too-dark': 'Turn towards a window or a lamp.',
  'too-bright': 'Turn away from the sun or the lamp.',
  blurred: 'Hold still, and wipe the lens.',
  'turned-away': 'Turn your face straight to the camera.',
};

test.each([...PROBLEMS])('%s in most pictures: the card says what to change, with a picture of it', async (problem) => {
  const card = await cardAfter([{ problem }]);
  expect(card).toContain(CHANGES[problem]);
  expect(card).toContain(`advice-${problem}`);
  expect(card).not.toContain('I could not recognise you.');
});

test('faces that were judged are not recognised, and the name is said to help whoever gave none', async () => {
  const card = await cardAfter([unknown]);
  expect(card).toContain('I could not recognise you.');
  expect(card).toContain('Your user name helps');
  expect(card).toContain('data-give-name');
  const named = await cardAfter([unknown], { username: 'alice' });
  expect(named).toContain('I could not recognise you.');
  expect(named).not.toContain('Your user name helps');
});

test('one dark picture among many judged ones is not to blame', async () => {
  const card = await cardAfter([{ problem: 'too-dark' }, unknown]);
  expect(card).toContain('I could not recognise you.');
  expect(card).not.toContain('window');
});

test('two accounts of one face and no account get the same card, byte by byte', async () => {
  const other = { userId: '00000000-0000-4000-8000-00000000000b', templateId: 'b', score: 0.949 };
  const twins = { candidates: [...known.candidates, other] };
  expect(await cardAfter([twins])).toBe(await cardAfter([unknown]));
});

test('an attempt with hardly a picture says that, and not that a face was not recognised', async () => {
  expect(await cardAfter([unknown], { count: 1 })).toContain('Too few pictures reached the server.');
});

test('movements that did not come are told as that, with a picture of the one that was asked', async () => {
  const deps = await testDeps({ vision: seeing(known), liveness: { challenge: true } });
  const visitor = openSite(deps).visitor();
  let asked: string | undefined;
  for (let i = 0; i < 6; i++) {
    deps.clock.forward(1000);
    const { text } = await send(visitor, i === 0 ? { begin: '1' } : {});
    asked = text.match(/data-move="(\w+)"/)?.[1];
  }
  deps.clock.forward(40_000);
  const card = (await send(visitor)).text;
  expect(card).toContain('The movements did not come as asked.');
  expect(card).toContain(`advice-move-${asked}"`);
});

test('the card speaks Chinese', async () => {
  const card = await cardAfter([{ problem: 'too-dark' }], { headers: { 'Accept-Language': 'zh' } });
  expect(card).toContain('请面向窗户或灯光');
});

test('a frame of an attempt that is over already says so', async () => {
  const deps = await testDeps({ vision: seeing(unknown) });
  const visitor = openSite(deps).visitor();
  visitor.cookies.set('attempt', 'spent');
  const { status, text } = await send(visitor);
  expect([status, text.includes('This attempt is over.')]).toEqual([410, true]);
});
