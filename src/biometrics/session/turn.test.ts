import { describe, expect, test } from 'bun:test';
import { head, seen } from '../../../test/helpers/camera/head.ts';
import { breadthOf, gazeOf, headDepth, noseParallax, showsDepth } from './turn.ts';

describe('the gaze', () => {
  const front = gazeOf(seen(head(), 0, 0));

  test('moves across the picture with a turn and along the nose with a nod', () => {
    expect(front.across).toBeCloseTo(0, 6);
    expect(gazeOf(seen(head(), 30, 0)).across).toBeGreaterThan(0.2);
    expect(gazeOf(seen(head(), -30, 0)).across).toBeLessThan(-0.2);
    expect(gazeOf(seen(head(), 0, 25)).down).toBeGreaterThan(front.down + 0.1);
    expect(gazeOf(seen(head(), 0, -25)).down).toBeLessThan(front.down - 0.1);
  });

  test('is the same however the head leans, and how near it is', () => {
    const points = seen(head(), 20, 10);
    const leaning = points.flatMap((_, i) => {
      if (i % 2) return [];
      const [x, y] = [points[i]!, points[i + 1]!];
      return [x * 0.8 - y * 0.6, x * 0.6 + y * 0.8].map((value) => value * 1.7);
    });
    expect(gazeOf(leaning).across).toBeCloseTo(gazeOf(points).across, 9);
    expect(gazeOf(leaning).down).toBeCloseTo(gazeOf(points).down, 9);
  });
});

describe('the parallax of the nose', () => {
  test('is nothing for a flat picture, however it is tilted', () => {
    const flat = seen(head(0), 0, 0);
    for (const [yaw, pitch] of [
      [40, 0],
      [-35, 10],
      [20, -30],
      [50, 20],
    ] as const) {
      expect(Math.abs(noseParallax(flat, seen(head(0), yaw, pitch)))).toBeLessThan(1e-6);
    }
  });

  test('of a head grows with the turn, towards where it turns', () => {
    const front = seen(head(), 0, 0);
    const at = (yaw: number) => noseParallax(front, seen(head(), yaw, 0));
    expect(at(15)).toBeGreaterThan(0.1);
    expect(at(30)).toBeGreaterThan(at(15));
    expect(at(-30)).toBeCloseTo(-at(30), 6);
  });

  test('of points in one line is refused', () => {
    expect(() =>
      noseParallax(
        new Float32Array(136).map((_, i) => i),
        seen(head(), 0, 0),
      ),
    ).toThrow(RangeError);
  });
});

describe('the depth of a turn', () => {
  test('is there for a head to either side, and below nothing for a flat picture, which only gets narrow', () => {
    for (const yaw of [-30, 30]) {
      const [front, flat] = [seen(head(), 0, 0), seen(head(0), 0, 0)];
      expect(headDepth(front, seen(head(), yaw, 0), breadthOf(front))).toBeGreaterThan(0.1);
      expect(headDepth(flat, seen(head(0), yaw, 0), breadthOf(flat))).toBeLessThan(-0.04);
    }
  });

  test('is less for a picture in which the nose seems to turn as far as that of a head', () => {
    const [front, turned] = [seen(head(), 0, 0), seen(head(), 25, 0)];
    const narrow = turned.map((value, i) => (i % 2 ? value : 320 + (value - 320) * 0.75));
    expect(noseParallax(front, narrow)).toBeCloseTo(noseParallax(front, turned), 1);
    const broad = breadthOf(front);
    expect(headDepth(front, narrow, broad)).toBeLessThan(headDepth(front, turned, broad) - 0.1);
  });

  test('is no more for a picture that was tilted when the movements were asked, once it has looked ahead', () => {
    const [tilted, ahead] = [seen(head(0), -35, 0), seen(head(0), 0, 0)];
    const other = seen(head(0), 30, 0);
    expect(headDepth(tilted, other, breadthOf(ahead))).toBeLessThan(headDepth(tilted, other, breadthOf(tilted)) - 0.05);
  });
});

describe('a clip', () => {
  const clip = (depth: number, ...yaws: number[]) => yaws.map((yaw) => seen(head(depth), yaw, 0));

  test('shows depth where a head turns, and none where it does not, or where a picture does', () => {
    expect(showsDepth(clip(1, 0, 5, 25, 28, 10))).toBe(true);
    expect(showsDepth(clip(1, 0, 2, -2, 1))).toBe(false);
    expect(showsDepth(clip(1, 0, 5, 25, 5))).toBe(false);
    expect(showsDepth(clip(0, 0, 20, 40, -40))).toBe(false);
    expect(showsDepth([])).toBe(false);
  });

  test('shows none where the face is broader turned than ahead: a picture of a turned head that is held straight', () => {
    const turned = clip(1, 25, 27, 28);
    const ahead = clip(1, 0, 1).map((points) => points.map((value, i) => (i % 2 ? value : 320 + (value - 320) * 0.8)));
    expect(showsDepth([...clip(1, 0, 1), ...turned])).toBe(true);
    expect(showsDepth([...ahead, ...turned])).toBe(false);
  });
});
