import { expect, test } from 'bun:test';
import type { GalleryResult } from '../../../src/vision/gallery/measure.ts';
import { galleryReport } from './report.ts';

const thresholds = {
  comparedWith: 5,
  targetFmr: 1e-4,
  neededFmr: 1e-5,
  inUse: 0.6,
  inUseImpostor: 0,
  inUseGenuine: 8,
  suggested: 0.5,
  supported: false,
  reach: 0.3,
};
const result: GalleryResult = {
  recognizer: 'lbph',
  protocol: 'gallery',
  images: 10,
  failures: {},
  poor: {},
  genuine: 10,
  impostor: 40,
  eer: 0,
  operatingPoints: [],
  curve: [],
  seconds: 1,
  people: 5,
  enrolled: 5,
  thresholds,
};

test('so few people are told how little they vouch for, and that one clip flatters', () => {
  const text = galleryReport(result);
  expect(text).toContain('10 independent trials');
  expect(text).toContain('do not go below it');
  expect(text).toContain('one clip');
});

test('people who look alike are told a stricter threshold', () => {
  const text = galleryReport({ ...result, thresholds: { ...thresholds, suggested: 0.7 } });
  expect(text).toContain('Strangers are more alike here');
  expect(text).toContain('0.70000 would be right');
});

test('fewer than two are nothing to compare', () => {
  expect(galleryReport({ ...result, people: 0 })).toBe('Nobody is enrolled: there is nothing to compare.\n');
  expect(galleryReport({ ...result, people: 1 })).toStartWith('One person is enrolled');
});
