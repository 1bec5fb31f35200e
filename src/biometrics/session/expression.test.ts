import { describe, expect, test } from 'bun:test';
import { drawnFace, tilted } from '../../../test/helpers/camera/mesh.ts';
import { EXPRESSION_POINTS, openingsOf } from './expression.ts';

const rest = drawnFace();

describe('openings of eyes and mouth', () => {
  test('are measured in distances of the outer corners of the eyes', () => {
    expect(rest).toHaveLength(EXPRESSION_POINTS.length * 2);
    const { eyes, mouth } = openingsOf(rest, rest);
    expect(eyes).toBeCloseTo(0.12, 2);
    expect(mouth).toBeCloseTo(0.02, 2);
  });

  test('show closed eyes and an open mouth', () => {
    expect(openingsOf(rest, drawnFace({ eyes: 0.04 })).eyes).toBeCloseTo(0.04, 2);
    expect(openingsOf(rest, drawnFace({ mouth: 0.3 })).mouth).toBeCloseTo(0.3, 2);
  });

  test('stay the same when a picture is squeezed, turned or moved', () => {
    for (const [across, down, degrees] of [
      [1, 0.6, 0],
      [0.6, 1, 0],
      [0.8, 0.8, 20],
    ] as const) {
      const { eyes, mouth } = openingsOf(rest, tilted(rest, { across, down, degrees }));
      expect(eyes).toBeCloseTo(0.12, 4);
      expect(mouth).toBeCloseTo(0.02, 4);
    }
  });

  test('cannot be measured where all points lie on one line', () => {
    expect(() => openingsOf(rest, tilted(rest, { across: 1, down: 0, degrees: 0 }))).toThrow(RangeError);
  });
});
