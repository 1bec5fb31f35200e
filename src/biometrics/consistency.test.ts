import { describe, expect, test } from 'bun:test';
import { head, seen } from '../../test/helpers/camera/head.ts';
import { chooseTemplates, type Enrollee, enrollmentProblems, showsTurn } from './consistency.ts';
import type { Observation, Problem } from './observation.ts';

const rule = { samePerson: 0.7 };

function face(yaw: number, sharpness = 100): Enrollee {
  return {
    box: { x: 0, y: 0, width: 200, height: 200 },
    score: 0.99,
    pose: { yaw, pitch: 0, roll: 0 },
    quality: { brightness: 120, contrast: 40, sharpness },
    points: [],
  };
}

/** Scores of frames of these people: high within a person, low between people, a little lower with time. */
function scoresOf(people: string): Float64Array {
  const n = people.length;
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return i === j ? 1 : people[i] === people[j] ? 0.9 - 0.005 * Math.abs(i - j) : 0.62;
  });
}

function choose(people: string, faces = [...people].map((_, i) => face(i % 3))) {
  return chooseTemplates(faces, scoresOf(people), rule);
}

describe('a clip', () => {
  test('of one person gives five different templates', () => {
    const { kept } = choose('a'.repeat(24));
    expect(new Set(kept).size).toBe(5);
    for (const index of kept!) expect(index).toBeLessThan(24);
  });

  test('of too few usable frames is refused', () => {
    expect(choose('a'.repeat(9))).toEqual({ problem: 'not-enough-frames' });
    expect(choose('')).toEqual({ problem: 'not-enough-frames' });
    expect(choose('a'.repeat(10)).problem).toBeUndefined();
  });

  test('leaves out somebody else who is in a frame or two', () => {
    for (const people of [
      'aaaaaaaaaaaaabaaaaaaaaaa',
      'baaaaaaaaaaaaaaaaaaaaaab',
      'aaaaaabbaaaaaaaaaaaaaaaa',
      'aaaaacaaaaaabaaaaaaaaaaa',
    ]) {
      const { kept } = choose(people);
      expect(kept!.map((index) => people[index])).toEqual(['a', 'a', 'a', 'a', 'a']);
    }
  });

  test('with more than one stranger in five frames is refused, whoever they are', () => {
    for (const people of [
      'aaaaaaabbbaa',
      'aaaaaaaaaaaaaaaaaaabbbbb',
      'aaaaabcdefaaaaaaaaaaaaaa',
      'abababababababababababab',
      'aaaaaaaaaaaabbbbbbbbbbbb',
    ]) {
      expect(choose(people)).toEqual({ problem: 'several-people' });
    }
  });

  test('of ten frames, one of them a stranger, is not enough', () => {
    expect(choose('aaaabaaaaa')).toEqual({ problem: 'not-enough-frames' });
  });

  test('keeps a frontal face first and the turned heads for variety', () => {
    const yaws = [20, 3, -20, 0, 2, 1, 2, 3, 1, 2, 1, 2];
    const { kept } = chooseTemplates(
      yaws.map((yaw, i) => face(yaw, i < 6 ? 200 : 100)),
      scoresOf('a'.repeat(12)),
      { samePerson: 0.7, keep: 3 },
    );
    expect(kept![0]).toBe(3);
    expect(new Set(kept)).toEqual(new Set([3, 0, 2]));
  });

  test('keeps a face in the light and one in the shade for variety', () => {
    const faces = Array.from({ length: 12 }, (_, i) => ({
      ...face(0, 200),
      quality: { brightness: i === 4 ? 60 : 130, contrast: 50, sharpness: i < 6 ? 200 : 100 },
    }));
    const { kept } = chooseTemplates(faces, scoresOf('a'.repeat(12)), { samePerson: 0.7, keep: 2 });
    expect(kept).toContain(4);
  });

  test('keeps none of the blurred half', () => {
    const faces = Array.from({ length: 24 }, (_, i) => face(i % 5, i % 2 ? 300 : 20));
    for (const index of choose('a'.repeat(24), faces).kept!) expect(index % 2).toBe(1);
  });

  test('with a matrix of another size is an error of the caller', () => {
    expect(() => chooseTemplates([face(0)], new Float64Array(4), rule)).toThrow(RangeError);
  });
});

describe('what to change', () => {
  const observed = (...problems: (Problem | undefined)[]): Observation[] =>
    problems.map((problem) => ({ frame: { width: 1, height: 1 }, faces: 1, problem, candidates: [] }));

  test('is nothing when enough frames are usable', () => {
    expect(enrollmentProblems(observed(undefined, 'blurred', undefined), 2)).toEqual([]);
  });

  test('is what most frames lack, two things at most', () => {
    const frames = observed('blurred', 'too-dark', 'too-dark', 'no-face', 'blurred', 'too-dark', undefined);
    expect(enrollmentProblems(frames, 2)).toEqual(['too-dark', 'blurred']);
    expect(enrollmentProblems(observed('blurred', 'no-face'), 2)).toEqual(['no-face', 'blurred']);
  });

  test('is the length of the clip when the frames themselves are fine', () => {
    expect(enrollmentProblems(observed(undefined, undefined), 10)).toEqual(['not-enough-frames']);
    expect(enrollmentProblems([], 10)).toEqual(['not-enough-frames']);
  });
});

describe('a turn of the head', () => {
  const frame = (yaw: number, problem?: Problem): Observation => ({
    frame: { width: 640, height: 480 },
    faces: 1,
    ...(problem && { problem }),
    face: { ...face(yaw), points: seen(head(), yaw, 0) },
    candidates: [],
  });

  test('is seen in frames of a face that is turned away, not in blurred ones', () => {
    expect(showsTurn([frame(0), frame(2), frame(28, 'turned-away'), frame(30, 'turned-away')])).toBe(true);
    expect(showsTurn([frame(0), frame(2), frame(28, 'blurred'), frame(30, 'turned-away')])).toBe(false);
  });
});
