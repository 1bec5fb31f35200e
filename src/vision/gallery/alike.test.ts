import { expect, test } from 'bun:test';
import { seededRandom } from '../../biometrics/random.ts';
import { riseFor } from '../../biometrics/threshold.ts';
import { unitLength } from '../recognizers/embedding/bytes.ts';
import { createEmbeddingIndex } from '../recognizers/embedding/search.ts';
import { howAlike } from './alike.ts';

const DIMENSIONS = 64;
const tables = [{ enrolled: 1, table: [0.1, 0.05, 0.02, 0.01, 0.001].map((fmr) => ({ fmr, score: 0.5 })) }];

/** People in pairs of brothers. The networks see little difference between the two. */
function galleryOf(people: number, alike: number) {
  const random = seededRandom(3);
  const index = createEmbeddingIndex(DIMENSIONS);
  const direction = () => unitLength(Float32Array.from({ length: DIMENSIONS }, () => random() - 0.5));
  let brother = direction();
  for (let n = 0; n < people; n++) {
    const own = direction();
    if (n % 2 === 0) brother = own;
    const template = unitLength(own.map((value, i) => (1 - alike) * value + alike * brother[i]!));
    index.put(`${n}`.padStart(4, '0'), [{ templateId: '', template }]);
  }
  return index;
}

function idsOf(people: number): string[] {
  return Array.from({ length: people }, (_, n) => `${n}`.padStart(4, '0'));
}

test('people who look alike to the networks raise the thresholds, and others do not', () => {
  const strangers = howAlike(idsOf(100), galleryOf(100, 0), 0.9)!;
  const family = howAlike(idsOf(100), galleryOf(100, 0.4), 0.9)!;
  expect(strangers).toMatchObject({ people: 100 });
  expect(riseFor({ tables }, strangers)).toBe(0);
  expect(family.score).toBeGreaterThan(0.5);
  expect(riseFor({ tables }, family)).toBeCloseTo(family.score - 0.5, 6);
});

test('two accounts of one face do not raise the thresholds', () => {
  const twice = howAlike(idsOf(100), galleryOf(100, 1), 0.9)!;
  expect(riseFor({ tables }, twice)).toBe(0);
});

test('few people tell nothing, and some of many are enough', () => {
  expect(howAlike(idsOf(19), galleryOf(19, 0), 0.9)).toBeUndefined();
  expect(howAlike(idsOf(400), galleryOf(400, 0), 0.9)).toMatchObject({ people: 200 });
  expect(riseFor({ tables }, undefined)).toBe(0);
});
