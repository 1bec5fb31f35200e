import { describe, expect, test } from 'bun:test';
import { ARCFACE_POINTS } from './align.ts';
import { estimatePose } from './pose.ts';

/**
 * A head of average proportions, in eye distances: eyes, nose tip, mouth corners, as (x to the image's right, y down,
 * z towards the camera).
 */
const HEAD = [
  [-0.5, 0, 0],
  [0.5, 0, 0],
  [0, 0.572, 0.5],
  [-0.41, 1.155, 0],
  [0.41, 1.155, 0],
] as const;

const RADIANS = Math.PI / 180;

/** Turns the head about the vertical, nods it and leans it. Seen from far away, at 100 pixels an eye distance. */
function seen({ yaw = 0, pitch = 0, roll = 0 }) {
  const [sy, cy] = [Math.sin(yaw * RADIANS), Math.cos(yaw * RADIANS)];
  const [sp, cp] = [Math.sin(pitch * RADIANS), Math.cos(pitch * RADIANS)];
  const [sr, cr] = [Math.sin(roll * RADIANS), Math.cos(roll * RADIANS)];
  return HEAD.map(([x, y, z]) => {
    const x1 = x * cy + z * sy;
    const z1 = z * cy - x * sy;
    const y2 = y * cp - z1 * sp;
    return { x: 300 + 100 * (x1 * cr - y2 * sr), y: 200 + 100 * (x1 * sr + y2 * cr) };
  });
}

describe('the estimated pose', () => {
  test('of the ArcFace points is straight ahead', () => {
    const { yaw, pitch, roll } = estimatePose(ARCFACE_POINTS);
    for (const angle of [yaw, pitch, roll]) expect(Math.abs(angle)).toBeLessThan(1);
  });

  test.each([-30, -15, 0, 15, 30])('finds a yaw of %p degrees, positive to the person’s left', (yaw) => {
    expect(estimatePose(seen({ yaw })).yaw).toBeCloseTo(yaw, 5);
  });

  test.each([-30, -15, 0, 15, 30])('finds a pitch of %p degrees, positive upwards', (pitch) => {
    expect(estimatePose(seen({ pitch })).pitch).toBeCloseTo(pitch, 1);
  });

  test.each([-60, -20, 20, 60])(
    'finds a roll of %p degrees, positive to the person’s left, and nothing else',
    (roll) => {
      const pose = estimatePose(seen({ roll }));
      expect(pose.roll).toBeCloseTo(roll, 8);
      expect(pose.yaw).toBeCloseTo(0, 8);
      expect(Math.abs(pose.pitch)).toBeLessThan(0.1);
    },
  );

  test('is right to ten degrees when all three come together', () => {
    const pose = estimatePose(seen({ yaw: 20, pitch: -15, roll: 10 }));
    expect(Math.abs(pose.yaw - 20)).toBeLessThan(10);
    expect(Math.abs(pose.pitch + 15)).toBeLessThan(10);
    expect(Math.abs(pose.roll - 10)).toBeLessThan(10);
  });

  test('points that coincide give numbers, too', () => {
    const pose = estimatePose(Array(5).fill({ x: 1, y: 1 }));
    for (const angle of [pose.yaw, pose.pitch, pose.roll]) expect(Number.isFinite(angle)).toBe(true);
  });
});
