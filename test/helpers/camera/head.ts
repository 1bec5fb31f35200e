/** The 68 points of a made-up head as a camera sees them, for tests of movements. */

import type { Move } from '../../../src/biometrics/session/challenge.ts';

/** A rough head: 68 points in space in eye distances, x to the picture's right, y down, z towards the camera. */
export function head(depth = 1): [number, number, number][] {
  const points: [number, number, number][] = Array.from({ length: 68 }, (_, i) => [Math.cos(i), 1 + Math.sin(i), 0]);
  const ring = (from: number, count: number, x: number, y: number, rx: number, ry: number) => {
    for (let i = 0; i < count; i++) {
      const angle = (2 * Math.PI * i) / count;
      points[from + i] = [x + rx * Math.cos(angle), y + ry * Math.sin(angle), 0];
    }
  };
  for (let i = 0; i < 10; i++) points[17 + i] = [-0.8 + (1.6 * i) / 9, -0.35, 0];
  ring(36, 6, -0.5, 0, 0.18, 0.08);
  ring(42, 6, 0.5, 0, 0.18, 0.08);
  for (let i = 0; i < 9; i++) points[27 + i] = [0, 0.1 + 0.06 * i, 0.3 * depth];
  points[30] = [0, 0.5, 0.55 * depth];
  ring(48, 12, 0, 1, 0.4, 0.15);
  ring(60, 8, 0, 1, 0.3, 0.08);
  return points;
}

/** Projects the points to a picture, after a turn by yaw (to the picture's right) and pitch (down) in degrees. */
export function seen(points: [number, number, number][], yaw: number, pitch: number, distance = 8): number[] {
  const [a, b] = [(yaw * Math.PI) / 180, (pitch * Math.PI) / 180];
  return points.flatMap(([x, y, z]) => {
    const [x1, z1] = [x * Math.cos(a) + z * Math.sin(a), z * Math.cos(a) - x * Math.sin(a)];
    const [y1, z2] = [y * Math.cos(b) + z1 * Math.sin(b), z1 * Math.cos(b) - y * Math.sin(b)];
    const scale = 800 / (distance - z2);
    return [320 + x1 * scale, 200 + y1 * scale];
  });
}

/** Yaw and pitch in degrees with which the made-up head makes each movement, clear of the limits. */
export const POSES: Record<Move | 'front', [number, number]> = {
  front: [0, 0],
  left: [28, 0],
  right: [-28, 0],
  up: [0, -25],
  down: [0, 25],
};
