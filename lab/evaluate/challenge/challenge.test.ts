import { describe, expect, mock, test } from 'bun:test';
import type { Observation } from '../../../src/biometrics/observation.ts';
import { head, seen } from '../../../test/helpers/camera/head.ts';
import { evaluateChallenge } from './challenge.ts';
import { personIn } from './person.ts';
import { challengeJson, challengeReport } from './report.ts';
import type { Track } from './track.ts';

type Pose = [yaw: number, pitch: number];

/** Beyond 20 degrees a face is turned away to the pipeline, which is no matter while movements are asked for. */
function observation([yaw, pitch]: Pose, depth: number): Observation {
  const quality = { brightness: 100, contrast: 40, sharpness: 100 };
  const face = { box: { x: 0, y: 0, width: 200, height: 250 }, score: 1, pose: { yaw, pitch, roll: 0 }, quality };
  const problem = Math.abs(yaw) > 20 ? ({ problem: 'turned-away' } as const) : {};
  const points = seen(head(depth), yaw, pitch);
  return { frame: { width: 640, height: 480 }, faces: 1, ...problem, face: { ...face, points }, candidates: [] };
}

/** The head goes from pose to pose in half a second each, 30 frames a second. */
function track(file: string, poses: Pose[], depth = 1): Track {
  const between = (a: number, b: number, i: number) => a + ((b - a) * i) / 15;
  const way = poses.slice(1).flatMap(([yaw, pitch], index) => {
    const [from, down] = poses[index]!;
    return Array.from({ length: 15 }, (_, i): Pose => [between(from, yaw, i), between(down, pitch, i)]);
  });
  return {
    file,
    frames: way.map((pose) => observation(pose, depth)),
    mirrored: async () => way.map(([yaw, pitch]) => observation([-yaw, pitch], depth)),
  };
}

const FRONT: Pose = [0, 0];
const [LEFT, RIGHT, UP, DOWN]: [Pose, Pose, Pose, Pose] = [
  [35, 0],
  [-35, 0],
  [0, -32],
  [0, 32],
];
const ALL = [FRONT, FRONT, FRONT, FRONT, LEFT, FRONT, RIGHT, FRONT, UP, FRONT, DOWN, FRONT, FRONT];
const counts = async (clip: Track) => {
  const { left, right, up, down } = (await personIn(clip))!.shows;
  return [left, right, up, down].map((excursions) => excursions.length);
};

describe('of somebody in a clip', () => {
  test('every movement is found, from the camera to its furthest frame and back', async () => {
    const clip = track('a', ALL);
    const mirrored = mock(clip.mirrored);
    const person = (await personIn({ ...clip, mirrored }))!;
    expect(await counts(clip)).toEqual([1, 1, 1, 1]);
    const [left] = person.shows.left;
    expect(left!.frames[left!.peak]!.face!.pose.yaw).toBe(35);
    for (const end of [left!.frames[0]!, left!.frames.at(-1)!]) expect(Math.abs(end.face!.pose.yaw)).toBeLessThan(20);
    expect(person.mirrored).toBeUndefined();
    // Looking at the mirror image takes as long as looking at the clip.
    expect(mirrored).not.toHaveBeenCalled();
  });

  test('a movement that goes over into another comes back as it went', async () => {
    const clip = track('a', [FRONT, FRONT, FRONT, LEFT, [35, 40], [0, 40], FRONT, FRONT]);
    const [left] = (await personIn(clip))!.shows.left;
    const yaws = left!.frames.map(({ face }) => face!.pose.yaw);
    expect(yaws).toEqual([...yaws].reverse());
    expect(yaws[left!.peak]).toBe(Math.max(...yaws));
  });

  test('a side that is not shown is taken from the mirror image, and that is told', async () => {
    const person = (await personIn(track('a', [FRONT, FRONT, FRONT, LEFT, FRONT, FRONT])))!;
    expect(person.mirrored).toBe('right');
    expect(person.shows.right[0]!.frames[person.shows.right[0]!.peak]!.face!.pose.yaw).toBe(-35);
  });

  test('movements that barely count, and clips in which nobody looks into the camera, are left out', async () => {
    expect(await counts(track('a', [FRONT, FRONT, FRONT, [0, 15], FRONT, FRONT]))).toEqual([0, 0, 0, 0]);
    expect(await personIn(track('a', [LEFT, LEFT, LEFT]))).toBeUndefined();
  });
});

describe('the challenge', async () => {
  const clips = [track('all.mp4', ALL), track('still.mp4', [FRONT, FRONT, FRONT])];
  const people = await Promise.all(clips.map(async (clip) => (await personIn(clip))!));
  const run = (seed: number) => evaluateChallenge(people, { tries: 50, seed });

  test('is passed by who does as asked, sooner by who holds on until the arrow changes', () => {
    const [holding, returning] = run(1).all;
    expect(holding!.passed).toMatchObject({ hits: 50, trials: 50 });
    // Two movements of two frames each, none of them within the first: never in less.
    expect(holding!.median).toBeGreaterThanOrEqual(3);
    expect(holding!.median).toBeLessThan(6);
    expect(returning!.median).toBeGreaterThanOrEqual(holding!.median!);
    expect(holding!.most90).toBeGreaterThanOrEqual(holding!.median!);
  });

  test('takes the same for the same seed, and not for another', () => {
    expect(run(2)).toEqual(run(2));
    expect(run(2).all).not.toEqual(run(3).all);
  });

  test('is never passed by who turns to the other side', () => {
    const person = people[0]!;
    const { left, right } = person.shows;
    const wrong = { ...person, shows: { left: right, right: left, up: [], down: [] } };
    for (const { passed } of evaluateChallenge([wrong], { tries: 50, seed: 1 }).all) expect(passed.hits).toBe(0);
  });

  test('is reported by the clip, with who cannot be asked, and written with what makes it come again', () => {
    const result = run(1);
    const lines = challengeReport(result).split('\n');
    expect(lines).toContain('| still.mp4 | no movement | cannot be asked |  |  |  |  |');
    expect(lines.filter((line) => line.startsWith('| all.mp4 | left, right, up, down |'))).toHaveLength(2);
    expect(JSON.parse(JSON.stringify(challengeJson(result)))).toMatchObject({
      protocol: 'challenge',
      seed: 1,
      tries: 50,
    });
  });
});
