import { describe, expect, test } from 'bun:test';
import sharp from 'sharp';
import type { Problem } from '../../src/biometrics/observation.ts';
import { seededRandom } from '../../src/biometrics/random.ts';
import type { Pipeline } from '../../src/vision/pipeline/pipeline.ts';
import { head, seen } from '../../test/helpers/camera/head.ts';
import { attempt, readPhoto } from './attack.ts';
import type { Photo } from './camera.ts';
import { openCamera } from './camera.ts';
import { attackJson, attackReport } from './report.ts';
import { simulateAttacks } from './run.ts';

const frame = { width: 60, height: 80, data: new Uint8Array(60 * 80 * 3).map((_, i) => (i * 37) % 256) };
const photo: Photo = { file: 'a.jpg', frame, middle: { x: 30, y: 40 }, eyeDistance: 20 };
const FRONT = seen(head(), 0, 0);
const POSES = { front: FRONT, left: seen(head(), 28, 0), right: seen(head(), -28, 0) };
const FACE = {
  ...{ box: { x: 0, y: 0, width: 1, height: 1 }, score: 1, pose: { yaw: 0, pitch: 0, roll: 0 } },
  quality: { brightness: 100, contrast: 40, sharpness: 100 },
};

/** A pipeline that sees what it is told to see in each frame, whatever the frame shows; the last one from there on. */
function sees(...frames: { points?: number[]; problem?: Problem }[]): Pipeline & { looks: number } {
  const pipeline = {
    looks: 0,
    look: async ({ width, height }: { width: number; height: number }) => {
      const { points, problem } = frames[Math.min(pipeline.looks++, frames.length - 1)]!;
      const face = points && { ...FACE, points };
      const size = { width, height };
      return {
        observation: { frame: size, faces: 1, candidates: [], ...(problem && { problem }), ...(face && { face }) },
      };
    },
    release: async () => {},
  };
  return pipeline;
}

const go = (pipeline: Pipeline, seed = 1, frames?: number) =>
  attempt({ photo, strategy: 'waving', ...(frames && { frames }) }, pipeline, seededRandom(seed));

describe('an attempt', () => {
  test('in which no face is found is never asked for movements', async () => {
    expect(await go(sees({ problem: 'no-face' }), 1, 6)).toMatchObject({ outcome: 'unasked', frames: 6, judged: 0 });
  });

  test('is asked with the second usable frame; while it is, a face turned away counts, too', async () => {
    const blurred = { points: FRONT, problem: 'blurred' as const };
    const away = { points: FRONT, problem: 'turned-away' as const };
    const front = { points: FRONT };
    const found = await go(sees(away, front, blurred, away, front, away, blurred, front), 1, 8);
    expect(found).toMatchObject({ outcome: 'going', frames: 8, judged: 2, done: 0, depth: false });
  });

  test('ends with the challenge, and counts what the frames showed', async () => {
    const still = await go(sees({ points: FRONT }));
    expect(still).toMatchObject({ outcome: 'failed', done: 0, turns: 0, nods: 0 });
    const front = { points: FRONT };
    const turned = await go(sees(front, front, { points: POSES.left }));
    expect(turned).toMatchObject({ outcome: 'failed', frames: 3, judged: 1, turns: 1, turnsOfHead: 1, depth: false });
  });

  test('is passed where a seed asks for what the frames happen to show', async () => {
    const [front, left, right] = [FRONT, POSES.left, POSES.right].map((points) => ({ points }));
    const turns = [front, front, front, left, left, left, front, front, right, right, right].map((pose) => pose!);
    const outcomes = new Set<string>();
    for (let seed = 0; outcomes.size < 2 && seed < 100; seed++)
      outcomes.add((await go(sees(...turns), seed, 12)).outcome);
    expect([...outcomes].sort()).toEqual(['failed', 'passed']);
  });
});

describe('the camera', () => {
  const hold = { yaw: 20, pitch: 5, roll: 3, distance: 1, x: 0, y: 0 };
  const shots = async (seed: number) => {
    const shoot = await openCamera(photo, seededRandom(seed));
    return [await shoot(hold, 0), await shoot(hold, 0.4)].map((jpeg) => Buffer.from(jpeg).toString('base64'));
  };

  test('takes JPEGs of 640x480, of the same bytes for the same seed', async () => {
    const [first, second] = await shots(3);
    const { format, width, height } = await sharp(Buffer.from(first!, 'base64')).metadata();
    expect({ format, width, height }).toEqual({ format: 'jpeg', width: 640, height: 480 });
    expect(second).not.toBe(first!);
    expect(await shots(3)).toEqual([first!, second!]);
    expect(await shots(4)).not.toEqual([first!, second!]);
  });
});

describe('many attempts', () => {
  const front = { points: FRONT };
  const run = (photos: Photo[], seed: number, { pipeline = turning(), tries = 1 } = {}) =>
    simulateAttacks({ photos, tries, seed, pipeline, progress: () => {} });
  /** Sees a head that turns again and again. Most attempts end with the first turn, so they take a few pictures. */
  const turning = () => sees(...Array.from({ length: 200 }, () => [front, front, { points: POSES.left }]).flat());

  test('are counted for each photograph, by both kinds of attackers, and in all; a seed makes the same again', async () => {
    const { photos, all } = await run([photo, { ...photo, file: 'b.jpg' }], 1);
    expect(photos.map(({ file }) => file)).toEqual(['a.jpg', 'b.jpg']);
    for (const { waving, following } of photos) expect([waving.tries, following.tries]).toEqual([1, 1]);
    expect(all.waving.tries).toBe(2);
    expect(all.following.passed).toMatchObject({ hits: 0, trials: 2, rate: 0 });
    // 1 - 0.025^(1/2): the exact interval of none of two.
    expect(all.following.passed.high).toBeCloseTo(0.842, 3);
    expect((await run([photo], 1)).photos).toEqual(photos.slice(0, 1));
  });

  test('are reported with what may pass at most, and written with their seed', async () => {
    const result = await run([photo], 2, { tries: 2 });
    const lines = attackReport(result).split('\n');
    expect(lines).toContain('| a.jpg | waving | 2 | 0 | 0 | 84.2 % | 0 | 2 (100 %) |');
    expect(lines.filter((line) => line.startsWith('| all'))).toEqual([]);
    expect(JSON.parse(JSON.stringify(attackJson(result)))).toMatchObject({
      protocol: 'attack-sim',
      seed: 2,
      all: { following: { tries: 2, passed: { hits: 0 } } },
    });
  });
});

test('a photograph without a face is refused by its name', async () => {
  const refused = readPhoto('wall.jpg', frame, sees({ problem: 'no-face' }));
  await expect(refused).rejects.toThrow('There is no face in wall.jpg.');
});
