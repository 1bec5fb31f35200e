import { describe, expect, test } from 'bun:test';
import { seededRandom } from '../../../biometrics/random.ts';
import { unitLength } from './bytes.ts';
import { alongCentres, createOwnCentre, lowestScore } from './centres.ts';
import { createEmbeddingIndex } from './search.ts';

const DIMENSIONS = 64;
/** Largest difference between a score in 16 bits and one in single precision. */
const PRECISE = 1e-5;

const random = seededRandom(7);

function direction(dimensions = DIMENSIONS): Float32Array {
  return unitLength(Float32Array.from({ length: dimensions }, () => random() - 0.5));
}

function references(userId: string, templates: readonly Float32Array[]) {
  return templates.map((template, i) => ({ templateId: `${userId}/${i}`, template }));
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

/** A plain index to compare with: it scores the mean of each person's templates, minus the gallery's own centre. */
function createPlain() {
  const means = new Map<string, Float32Array>();
  const centresNow = () => {
    const own = createOwnCentre(DIMENSIONS, undefined);
    for (const one of means.values()) own.count(one, 1);
    return [own.centre()].filter((centre) => centre !== undefined);
  };
  return {
    put(userId: string, templates: readonly Float32Array[]): void {
      if (templates.length === 0) means.delete(userId);
      else means.set(userId, unitLength(templates[0]!.map((_, i) => templates.reduce((sum, one) => sum + one[i]!, 0))));
    },
    people: () => [...means.keys()],
    search(probe: Float32Array) {
      const centres = centresNow();
      const scoreOf = (mean: Float32Array) =>
        lowestScore(dot(mean, probe), alongCentres(probe, centres), alongCentres(mean, centres), centres);
      return [...means].map(([userId, mean]) => ({ userId, score: scoreOf(mean) })).sort((a, b) => b.score - a.score);
    },
  };
}

/** Searches both and expects the same people with the same scores, best first. */
function expectSame(index: ReturnType<typeof createEmbeddingIndex>, plain: ReturnType<typeof createPlain>): void {
  const probe = direction();
  const [found, expected] = [index.search(probe, 3), plain.search(probe)];
  expect(found.length).toBe(Math.min(3, expected.length));
  for (const [i, { userId, templateId, score }] of found.entries()) {
    expect(templateId).toStartWith(`${userId}/`);
    expect(Math.abs(score - expected[i]!.score)).toBeLessThan(PRECISE);
    expect(Math.abs(score - expected.find((other) => other.userId === userId)!.score)).toBeLessThan(PRECISE);
  }
}

describe('an index of embeddings', () => {
  test('finds nobody when nobody is enrolled, and the only person when one is', () => {
    const index = createEmbeddingIndex(DIMENSIONS);
    expect(index.search(direction(), 3)).toEqual([]);
    expect(index.verify(direction(), 'ann')).toBeUndefined();
    expect(index.counts()).toEqual({ people: 0, templates: 0 });
    const face = direction();
    index.put('ann', references('ann', [face]));
    const [found, ...others] = index.search(face, 3);
    expect([found!.userId, found!.templateId, others.length]).toEqual(['ann', 'ann/0', 0]);
    expect(found!.score).toBeCloseTo(1, 5);
    expect(index.verify(face, 'ann')).toEqual(found);
    index.put('ann', []);
    expect(index.search(face, 3)).toEqual([]);
    expect(index.counts()).toEqual({ people: 0, templates: 0 });
  });

  test('gives the scores of single comparisons, while people come, change and go', () => {
    const [index, plain] = [createEmbeddingIndex(DIMENSIONS), createPlain()];
    let templates = 0;
    const sizes = new Map<string, number>();
    for (let step = 0; step < 3_000; step++) {
      const userId = `user ${Math.floor(random() * 400)}`;
      const count = random() < 0.35 ? 0 : 1 + Math.floor(random() * 5);
      const own = Array.from({ length: count }, () => direction());
      index.put(userId, references(userId, own));
      plain.put(userId, own);
      templates += count - (sizes.get(userId) ?? 0);
      sizes.set(userId, count);
      if (step % 10 === 0) expectSame(index, plain);
    }
    expect(index.counts()).toEqual({ people: plain.people().length, templates });
    const probe = direction();
    for (const { userId, score } of plain.search(probe)) {
      expect(Math.abs(index.verify(probe, userId)!.score - score)).toBeLessThan(PRECISE);
    }
  });

  test('finds people in every block, also after they moved into a freed row', () => {
    // A block has 16,384 rows, so these fill two blocks and begin a third.
    const index = createEmbeddingIndex(DIMENSIONS);
    const faces = Array.from({ length: 33_000 }, () => direction());
    for (const [i, face] of faces.entries()) index.put(`user ${i}`, references(`user ${i}`, [face]));
    const found = (i: number) => index.search(faces[i]!, 1)[0]!.userId;
    for (const i of [0, 16_383, 16_384, 32_767, 32_768, 32_999]) expect(found(i)).toBe(`user ${i}`);
    // Everybody of the third block and some of the first leave; rows of the last block fill the gaps.
    for (let i = 0; i < 400; i++) index.put(`user ${i}`, []);
    expect(index.counts().people).toBe(32_600);
    for (const i of [400, 16_384, 32_767, 32_768, 32_999]) expect(found(i)).toBe(`user ${i}`);
    expect(found(0)).not.toBe('user 0');
    index.put('user 0', references('user 0', [faces[0]!]));
    expect(found(0)).toBe('user 0');
  });

  test('stores vectors of few numbers, which are large', () => {
    const index = createEmbeddingIndex(2);
    const at = (degrees: number) =>
      Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));
    for (let degrees = 0; degrees < 360; degrees += 15)
      index.put(`${degrees}`, references(`${degrees}`, [at(degrees)]));
    for (let degrees = 0; degrees < 360; degrees += 15) {
      const [best] = index.search(at(degrees + 4), 1);
      expect(best!.userId).toBe(`${degrees}`);
      expect(best!.score).toBeCloseTo(Math.cos((4 * Math.PI) / 180), 4);
    }
  });

  test('takes the mean of templates: a probe between two of them is nearer than either', () => {
    const index = createEmbeddingIndex(2);
    index.put('ann', references('ann', [Float32Array.of(1, 0), Float32Array.of(0, 1)]));
    const between = Float32Array.of(Math.SQRT1_2, Math.SQRT1_2);
    expect(index.verify(between, 'ann')!.score).toBeCloseTo(1, 5);
    expect(index.verify(Float32Array.of(1, 0), 'ann')!.score).toBeCloseTo(Math.SQRT1_2, 5);
  });
});
