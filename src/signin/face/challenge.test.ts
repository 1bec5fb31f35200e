/** On PGlite alone: other tests run its statements on PostgreSQL. */
import { beforeEach, expect, test } from 'bun:test';
import { alice, client, onlyAlice, template } from '../../../test/helpers/camera/attempt.ts';
import { head, POSES, seen } from '../../../test/helpers/camera/head.ts';
import { testDb } from '../../../test/helpers/data/db.ts';
import { type TestClock, testDeps } from '../../../test/helpers/site/deps.ts';
import type { Observation, Problem } from '../../biometrics/observation.ts';
import { type Move, movementFrom } from '../../biometrics/session/challenge.ts';
import type { AskedMove } from '../../biometrics/session/either.ts';
import { loginAttempts, sessions } from '../../db/schema.ts';
import type { Deps } from '../../deps.ts';
import type { ObserveOptions } from '../../vision/protocol.ts';
import { signInFrame } from './face.ts';
import { openAttempt } from './open.ts';

type Seat = {
  deps: Deps & { clock: TestClock };
  token: string;
  pose: Move | 'front';
  who: string;
  score: number;
  live?: number;
  problem?: Problem | undefined;
};

/** Somebody before the camera. A test may change the pose and the face between frames. */
async function seat(score: number): Promise<Seat> {
  const place: Omit<Seat, 'deps' | 'token'> = { pose: 'front', who: alice, score };
  const vision = {
    observe: async (_: Uint8Array, { reference }: ObserveOptions): Promise<Observation> => {
      const points = seen(head(), ...POSES[place.pose]);
      const quality = { brightness: 128, contrast: 50, sharpness: 200 };
      const box = { x: 0, y: 0, width: 200, height: 200 };
      const face = { box, score: 1, pose: { yaw: 0, pitch: 0, roll: 0 }, quality, points };
      const size = { frame: { width: 640, height: 480 }, faces: 1, face };
      // As the worker does: it compares a still head with nobody.
      if (place.problem) return { ...size, problem: place.problem, candidates: [] };
      if (reference && !movementFrom(reference, points)) return { ...size, still: true, candidates: [] };
      return {
        ...size,
        ...(place.live !== undefined && { liveness: { passive: place.live } }),
        candidates: [{ userId: place.who, templateId: template, score: place.score }],
      };
    },
    score: async () => [],
    status: () => ({ people: 1 }),
  };
  const deps = await testDeps({ vision: vision as unknown as Deps['vision'], liveness: { challenge: true } });
  const opened = await openAttempt(deps, client, { next: '/' });
  return Object.assign(place, { deps, token: 'token' in opened ? opened.token : '' });
}

let frameNumber = 0;
async function frame(place: Seat, pose: AskedMove | 'front' = 'front') {
  place.pose = pose as Move | 'front';
  place.deps.clock.forward(400);
  const image = new Uint8Array([++frameNumber & 255, frameNumber >> 8, 7]);
  return signInFrame(place.deps, { token: place.token, image, client });
}

/** Looks into the camera until a movement is asked. Then looks once more and makes it for two frames. */
async function follow(place: Seat): Promise<string[]> {
  const kinds: string[] = [];
  let answer = await frame(place);
  for (let i = 0; i < 20 && answer.kind === 'continue'; i++) {
    const { move } = answer;
    kinds.push(`${answer.hint} ${answer.interval} ${move ? 'asked' : ''}`);
    const before = kinds.filter((kind) => kind.endsWith('asked')).length;
    answer = await frame(place, move && before % 3 !== 1 ? move : 'front');
  }
  return [...kinds, answer.kind];
}

beforeEach(onlyAlice);

test('a person who makes the movements signs in', async () => {
  const kinds = await follow(await seat(0.9));
  expect(kinds.at(-1)).toBe('accepted');
  expect(kinds.filter((kind) => kind.endsWith('asked')).length).toBeGreaterThanOrEqual(3);
  expect(await (await testDb()).select().from(sessions)).toMatchObject([{ userId: alice, method: 'face' }]);
});

test('a stranger gets the same challenge and the same answers until the end, and does not sign in', async () => {
  const [known, stranger] = [await follow(await seat(0.9)), await follow(await seat(0.1))];
  expect(stranger.slice(0, known.length - 1).map((kind) => kind.replace(/asked/, ''))).toEqual(
    known.slice(0, -1).map((kind) => kind.replace(/asked/, '')),
  );
  expect(await (await testDb()).select().from(sessions)).toHaveLength(1);
});

test('a wrong movement fails and ends the attempt', async () => {
  const place = await seat(0.9);
  await frame(place);
  const asked = await frame(place);
  const move = asked.kind === 'continue' ? asked.move! : 'left';
  await frame(place);
  const wrong = (['left', 'right', 'up', 'down'] as const).find((other) => other !== move)!;
  expect(await frame(place, wrong)).toEqual({ kind: 'over', why: 'not-moved', move });
  expect(await frame(place)).toEqual({ kind: 'over' });
  expect(await (await testDb()).select().from(loginAttempts)).toMatchObject([
    { outcome: 'refused', reason: 'challenge-failed', liveness: { challenge: 'failed', moved: 0 } },
  ]);
});

test('frames of another face do not count: nobody can turn their head for a picture', async () => {
  const place = await seat(0.9);
  await frame(place);
  const asked = await frame(place);
  const move = asked.kind === 'continue' ? asked.move! : 'left';
  place.who = 'somebody else';
  await frame(place);
  for (let i = 0; i < 4; i++) expect(await frame(place, move)).toMatchObject({ kind: 'continue', move });
  place.who = alice;
  place.score = 0.2;
  expect(await frame(place, move)).toMatchObject({ kind: 'continue', move });
});

test('a still head runs out of time, even a stranger’s', async () => {
  const place = await seat(0.9);
  await frame(place);
  await frame(place);
  place.who = 'somebody else';
  const kinds: string[] = [];
  for (let i = 0; i < 16; i++) kinds.push((await frame(place)).kind);
  expect(kinds.indexOf('over')).toBe(14);
});

test('a movement in the second frame is not too early, even if the first could not be judged', async () => {
  const place = await seat(0.9);
  await frame(place);
  const asked = await frame(place);
  const move = asked.kind === 'continue' ? asked.move! : 'left';
  place.problem = 'blurred';
  expect(await frame(place, move)).toMatchObject({ kind: 'continue', move, hint: 'blurred' });
  place.problem = undefined;
  expect(await frame(place, move)).toMatchObject({ kind: 'continue', move });
  const answer = await frame(place, move);
  expect(answer.kind === 'continue' && answer.move !== move).toBe(true);
});

test('a screen cannot make the movements in place of the person', async () => {
  const place = await seat(0.9);
  place.deps.liveness = { challenge: true, passive: { passive: 0.5 } };
  place.live = 0.9;
  await frame(place);
  const asked = await frame(place);
  const move = asked.kind === 'continue' ? asked.move! : 'left';
  await frame(place);
  place.live = 0.1;
  for (let i = 0; i < 4; i++) expect(await frame(place, move)).toMatchObject({ kind: 'continue', move });
  place.live = 0.9;
  await frame(place, move);
  const answer = await frame(place, move);
  expect(answer.kind === 'continue' && answer.move !== move).toBe(true);
});

test('the challenge has 30 seconds of its own and no more', async () => {
  const place = await seat(0.9);
  place.deps.clock.forward(28_000);
  await frame(place);
  const asked = await frame(place);
  expect(asked).toMatchObject({ kind: 'continue', interval: '400ms' });
  const move = asked.kind === 'continue' ? asked.move! : 'left';
  place.deps.clock.forward(20_000);
  expect((await frame(place)).kind).toBe('continue');
  place.deps.clock.forward(10_000);
  expect(await frame(place)).toEqual({ kind: 'over', why: 'not-moved', move });
  expect(await (await testDb()).select().from(loginAttempts)).toMatchObject([
    { outcome: 'expired', reason: 'challenge-unfinished', liveness: { challenge: 'unfinished', moved: 0 } },
  ]);
});

test('a stranger who turned their own head does not sign in with a picture of somebody else afterwards', async () => {
  const place = await seat(0.1);
  let answer = await frame(place);
  for (let i = 0; i < 20 && (answer.kind !== 'continue' || i < 2 || answer.move); i++) {
    const move = answer.kind === 'continue' ? answer.move : undefined;
    await frame(place);
    if (move) await frame(place, move);
    answer = move ? await frame(place, move) : await frame(place);
  }
  expect(answer).toMatchObject({ kind: 'continue' });
  place.score = 0.95;
  for (let i = 0; i < 10; i++) expect((await frame(place)).kind).toBe('continue');
  expect(await (await testDb()).select().from(sessions)).toEqual([]);
});
