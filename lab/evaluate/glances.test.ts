import { describe, expect, test } from 'bun:test';
import { createFlatIndex } from '../../src/vision/recognizers/flat-index.ts';
import type { Recognizer } from '../../src/vision/recognizers/recognizer.ts';
import { compareGlances } from './glances.ts';

const compareAll = (probe: number[], references: readonly number[][]) =>
  Float64Array.from(references, ([reference]) => 1 - Math.abs(probe[0]! - reference!));
const recognizer = {
  glance: { within: 0.05 },
  compareAll,
  createIndex: () => createFlatIndex(compareAll),
} as unknown as Recognizer;

const PEOPLE = [
  { name: 'Ann', templates: [[0.1], [0.1], [0.1]] },
  { name: 'Bob', templates: [[0.5], [0.5]] },
];

/** First looks that see everything shifted by so much. */
const shifted = (by: number) =>
  new Map<unknown, unknown>(PEOPLE.flatMap(({ templates }) => templates.map((own) => [own, [own[0]! - by]])));

describe('first looks', () => {
  const options = { recognizer, enroll: 2, thresholds: [0.63, 0.9] };

  test('are compared with everybody enrolled, but for the own enrolled pictures', () => {
    // Ann's three with Bob, Bob's two with Ann, and Ann's third with herself.
    const [point] = compareGlances(PEOPLE, shifted(0), options);
    expect(point).toEqual({ threshold: 0.63, comparisons: 6, again: 5, differ: 0 });
  });

  test('that are off by less than what is allowed for change no decision', () => {
    const points = compareGlances(PEOPLE, shifted(0.04), options);
    expect(points.map(({ differ }) => differ)).toEqual([0, 0]);
  });

  test('that are off by more are told', () => {
    const [, strict] = compareGlances(PEOPLE, shifted(0.2), options);
    expect(strict).toEqual({ threshold: 0.9, comparisons: 6, again: 0, differ: 1 });
  });

  test('are none of a recognizer that always looks with all care', () => {
    const plain = { ...recognizer, glance: undefined } as unknown as Recognizer;
    expect(compareGlances(PEOPLE, new Map(), { ...options, recognizer: plain })).toEqual([]);
  });
});
