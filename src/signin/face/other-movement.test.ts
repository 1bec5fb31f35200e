/**
 * The other movement for who cannot turn the head, over HTTP.
 * On PGlite alone: other tests run its statements on PostgreSQL.
 */
import { beforeEach, expect, test } from 'bun:test';
import { alice, known, onlyAlice } from '../../../test/helpers/camera/attempt.ts';
import { head, POSES, seen } from '../../../test/helpers/camera/head.ts';
import { drawnFace } from '../../../test/helpers/camera/mesh.ts';
import { testDb } from '../../../test/helpers/data/db.ts';
import { idleStatus, testConfig, testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite } from '../../../test/helpers/site/site.ts';
import type { Observation } from '../../biometrics/observation.ts';
import { loginAttempts } from '../../db/schema.ts';
import type { Deps } from '../../deps.ts';
import type { ObserveOptions } from '../../vision/protocol.ts';

beforeEach(onlyAlice);

const FACES: Record<string, number[]> = {
  rest: drawnFace(),
  eyes: drawnFace({ eyes: 0.04 }),
  mouth: drawnFace({ mouth: 0.3 }),
};

/** Somebody before a camera who shows `shows`. `asked`: what the worker was asked to look for, frame by frame. */
async function sitter(env: Record<string, string> = { FACELOGIN_OTHER_MOVEMENT: 'face' }) {
  const asked: ObserveOptions[] = [];
  const scene: { shows: string; who: string; passive?: number; asked: ObserveOptions[] } = {
    shows: 'rest',
    who: alice,
    asked,
  };
  const observe = async (_: Uint8Array, options: ObserveOptions): Promise<Observation> => {
    asked.push(options);
    const face = {
      ...{ box: { x: 0, y: 0, width: 200, height: 200 }, score: 1, pose: { yaw: 0, pitch: 0, roll: 0 } },
      quality: { brightness: 128, contrast: 50, sharpness: 200 },
      points: seen(head(), ...POSES.front),
      ...(options.mesh && { mesh: FACES[scene.shows]! }),
    };
    const candidates = known.candidates.map((one) => ({ ...one, userId: scene.who }));
    return { frame: { width: 640, height: 480 }, faces: 1, face, candidates };
  };
  const vision = { observe, status: () => ({ ...idleStatus, people: 1, templates: 5 }) } as unknown as Deps['vision'];
  const otherMovement = env.FACELOGIN_OTHER_MOVEMENT === 'face';
  const liveness = { challenge: true, ...(otherMovement && { otherMovement: true as const }) };
  const deps = await testDeps({ vision, liveness, config: testConfig(env) });
  const visitor = openSite(deps).visitor();
  let bytes = 0;
  async function send(fields: Record<string, string> = {}) {
    deps.clock.forward(400);
    const form = new FormData();
    form.set('frame', new Blob([new Uint8Array([++bytes & 255, bytes >> 8, 9])], { type: 'image/jpeg' }), 'frame.jpg');
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    const response = await visitor.post('/login/face/frame', form, { 'HX-Request': 'true' });
    const text = await response.text();
    return { status: response.status, text, move: /data-move="(\w+)"/.exec(text)?.[1] };
  }
  /** Looks into the camera until a movement of the head is asked for. */
  async function untilAsked() {
    let answer = await send({ begin: '1' });
    for (let i = 0; i < 10 && !answer.move; i++) answer = await send();
    return answer;
  }
  return { visitor, scene, send, untilAsked };
}

type Sitter = Awaited<ReturnType<typeof sitter>>;

/** Does what is asked for, a moment after it is. @returns the last answer, and what was asked for. */
async function obey({ scene, send }: Sitter, answer: Awaited<ReturnType<Sitter['send']>>) {
  const asked: string[] = [];
  let last = answer;
  for (let since = 0, frame = 0; last.move && frame < 60; frame++, since++) {
    if (asked.at(-1) !== last.move) [since] = [0, asked.push(last.move)];
    scene.shows = since >= 2 ? last.move : 'rest';
    last = await send({ other: '1' });
  }
  return { last, asked };
}

test('who cannot turn the head closes eyes and opens the mouth as asked, and is signed in', async () => {
  const one = await sitter();
  const turned = await one.untilAsked();
  expect(['left', 'right', 'up', 'down']).toContain(turned.move!);
  const first = await one.send({ other: '1' });
  expect(first.move).toBe('rest');
  expect(first.text).toContain('Eyes open, mouth closed');
  const { last, asked } = await obey(one, first);
  expect(last.text).toContain('Hello, Alice');
  expect(asked.filter((move) => move !== 'rest')).toHaveLength(3);
  const [row] = await (await testDb()).select().from(loginAttempts);
  expect(row).toMatchObject({ outcome: 'accepted', liveness: { challenge: 'passed', moved: 3 } });
  expect(
    String(row!.liveness!.moves)
      .split(' ')
      .every((move) => ['eyes', 'mouth'].includes(move)),
  ).toBe(true);
});

test('the points of lids and lips are looked for after that only, and every frame is compared', async () => {
  const one = await sitter();
  await one.untilAsked();
  await one.send({ other: '1' });
  expect(one.scene.asked.some(({ mesh }) => mesh)).toBe(false);
  await one.send({ other: '1' });
  expect(one.scene.asked.at(-1)).toMatchObject({ mesh: true, turning: false });
  expect(one.scene.asked.at(-1)!.reference).toBeUndefined();
});

test('a wrong movement ends the attempt, and the card shows the one that was asked for', async () => {
  const one = await sitter();
  await one.untilAsked();
  let answer = await one.send({ other: '1' });
  while (answer.move === 'rest') answer = await one.send({ other: '1' });
  one.scene.shows = answer.move === 'eyes' ? 'mouth' : 'eyes';
  expect((await one.send({ other: '1' })).status).toBe(200);
  const card = await one.send({ other: '1' });
  expect(card.status).toBe(410);
  expect(card.text).toContain(`advice-move-${answer.move}`);
  expect(card.text).toContain('Do what the text says');
});

test('somebody else cannot make the movements in place of the recognised person', async () => {
  const one = await sitter();
  await one.untilAsked();
  const first = await one.send({ other: '1' });
  one.scene.who = '00000000-0000-4000-8000-00000000000b';
  const { last } = await obey(one, first);
  expect(last.text).not.toContain('Hello');
});

test('it is offered, and taken, only where the setting says so', async () => {
  const off = await sitter({});
  expect(await (await off.visitor.get('/login')).text()).not.toContain('I cannot move my head');
  const { move } = await off.untilAsked();
  expect((await off.send({ other: '1' })).move).toBe(move);
  const on = await sitter();
  expect(await (await on.visitor.get('/login')).text()).toContain('I cannot move my head');
});

test('asking for it twice does not begin it anew', async () => {
  const one = await sitter();
  await one.untilAsked();
  const first = await one.send({ other: '1' });
  for (let i = 0; i < 12; i++) await one.send({ other: '1' });
  expect(first.move).toBe('rest');
  expect((await one.send({ other: '1' })).move).not.toBe('rest');
});
