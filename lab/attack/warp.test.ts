import { describe, expect, test } from 'bun:test';
import { noseParallax } from '../../src/biometrics/session/turn.ts';
import { head } from '../../test/helpers/camera/head.ts';
import { type Hold, raysTo, type Sheet, VIEW } from './rays.ts';
import { seeSheet } from './warp.ts';

const EYES = 80;
const FRONT: Hold = { yaw: 0, pitch: 0, roll: 0, distance: 1, x: 0, y: 0 };
const HOLDS: Hold[] = [
  FRONT,
  { ...FRONT, yaw: 40 },
  { ...FRONT, yaw: -35, pitch: 20, roll: 10 },
  { ...FRONT, pitch: -45, distance: 1.2, x: 50, y: -30 },
];

/** Where the ray through a pixel meets the picture. */
function meet(curvature: number, hold: Hold, x: number, y: number): [number, number] {
  const at = new Float64Array(2);
  expect(raysTo({ curvature }, hold, EYES)(x, y, at)).toBe(true);
  return [at[0]!, at[1]!];
}

/** The pixel in which a place of the picture is seen: the ray nearest to it, by Newton's steps. */
function seenAt(curvature: number, hold: Hold, place: [number, number]): [number, number] {
  let [x, y] = [VIEW.width / 2 + hold.x, VIEW.height / 2 + hold.y];
  for (let step = 0; step < 30; step++) {
    const [here, right, below] = [
      meet(curvature, hold, x, y),
      meet(curvature, hold, x + 1, y),
      meet(curvature, hold, x, y + 1),
    ];
    const [a, b, c, d] = [right[0] - here[0], below[0] - here[0], right[1] - here[1], below[1] - here[1]];
    const [u, v] = [place[0] - here[0], place[1] - here[1]];
    x += (d * u - b * v) / (a * d - b * c);
    y += (a * v - c * u) / (a * d - b * c);
  }
  return [x, y];
}

/** The 68 points of a face on the picture, as the camera sees them. */
function pointsOn(curvature: number, hold: Hold): number[] {
  return head(0).flatMap(([x, y]) => seenAt(curvature, hold, [x, y - 0.5]));
}

describe('a picture before a camera', () => {
  test('is seen straight on as large as asked, and half as large at twice the distance', () => {
    expect(meet(0, FRONT, 320, 240)).toEqual([0, 0]);
    expect(meet(0, FRONT, 320 + EYES, 240)[0]).toBeCloseTo(1, 9);
    expect(meet(0, { ...FRONT, distance: 2 }, 320 + EYES, 240)[0]).toBeCloseTo(2, 9);
    expect(meet(0, { ...FRONT, x: 30, y: -20 }, 350, 220)[1]).toBeCloseTo(0, 9);
  });

  test('recedes on the right when it turns to the right, below when it nods, and rolls clockwise', () => {
    const half = (hold: Hold, side: number) => Math.abs(seenAt(0, hold, [side, 0])[0] - 320);
    expect(half({ ...FRONT, yaw: 40 }, 1)).toBeLessThan(half({ ...FRONT, yaw: 40 }, -1));
    const nod = { ...FRONT, pitch: 40 };
    expect(seenAt(0, nod, [0, 1])[1] - 240).toBeLessThan(240 - seenAt(0, nod, [0, -1])[1]);
    expect(seenAt(0, { ...FRONT, roll: 20 }, [1, 0])[1]).toBeGreaterThan(240);
  });

  test('moves by one homography while it is flat, however it is held', () => {
    const front = pointsOn(0, FRONT);
    for (const hold of HOLDS) expect(Math.abs(noseParallax(front, pointsOn(0, hold)))).toBeLessThan(1e-6);
  });

  test('shows some depth when it is bent: the nose stands out, or lies behind', () => {
    const parallax = (curvature: number) =>
      noseParallax(pointsOn(curvature, FRONT), pointsOn(curvature, { ...FRONT, yaw: 20 }));
    expect(parallax(0.3)).toBeGreaterThan(0.003);
    expect(parallax(-0.3)).toBeLessThan(-0.003);
  });

  test('is as long on paper when it is bent, and its far side is not seen', () => {
    // A quarter of the cylinder's circumference aside the ray grazes it.
    const [reach] = seenAt(0.5, FRONT, [1.2, 0]);
    expect(reach - 320).toBeLessThan(1.2 * EYES);
    expect(raysTo({ curvature: 0.5 }, FRONT, EYES)(639, 240, new Float64Array(2))).toBe(false);
  });
});

describe('the image of a picture', () => {
  const [WIDTH, HEIGHT] = [200, 100];
  /** Red grows to the right and green downwards, by one a pixel. */
  const picture = { width: WIDTH, height: HEIGHT, data: new Uint8Array(WIDTH * HEIGHT * 3) };
  for (let i = 0; i < WIDTH * HEIGHT; i++) picture.data.set([i % WIDTH, Math.floor(i / WIDTH), 255], i * 3);
  const sheet: Sheet = {
    ...{ picture, middle: { x: 100, y: 50 }, eyeDistance: 40, curvature: 0, lines: { depth: 0, pitch: 1 } },
  };
  const pixel = (data: Uint8Array, x: number, y: number) => [
    ...data.subarray((y * 640 + x) * 3, (y * 640 + x) * 3 + 3),
  ];

  test('has every pixel where its ray meets the picture', () => {
    for (const hold of HOLDS) {
      const { data } = seeSheet(sheet, hold, { eyes: EYES, background: 90 });
      for (const [x, y] of [
        [330, 250],
        [301, 222],
        [345, 236],
      ] as const) {
        const [across, down] = meet(0, hold, x + 0.5, y + 0.5);
        const [red, green] = pixel(data, x, y);
        expect(Math.abs(red! - (across * 40 + 100))).toBeLessThan(1.2);
        expect(Math.abs(green! - (down * 40 + 50))).toBeLessThan(1.2);
      }
    }
  });

  test('has the background around it, darker below', () => {
    const { data } = seeSheet(sheet, FRONT, { eyes: EYES, background: 90 });
    expect(pixel(data, 2, 0)).toEqual([90, 90, 90]);
    expect(pixel(data, 2, 479)[0]).toBeLessThan(60);
  });

  test('of a screen is darker, and not evenly', () => {
    const screen = { ...sheet, lines: { depth: 0.4, pitch: 2.3 / EYES } };
    const { data } = seeSheet(screen, FRONT, { eyes: EYES, background: 90 });
    const blues = Array.from({ length: 40 }, (_, i) => pixel(data, 300 + i, 240)[2]!);
    expect(Math.max(...blues)).toBeLessThan(255);
    expect(Math.min(...blues)).toBeGreaterThanOrEqual(255 * 0.59);
    expect(Math.max(...blues) - Math.min(...blues)).toBeGreaterThan(20);
  });
});
