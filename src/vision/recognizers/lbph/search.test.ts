import { describe, expect, test } from 'bun:test';
import type { Candidate } from '../../../biometrics/observation.ts';
import { seededRandom } from '../../../biometrics/random.ts';
import { createFlatIndex } from '../flat-index.ts';
import { CELL_PIXELS, type LbphTemplate, sparseTemplate } from './bytes.ts';
import { BINS, CODES } from './codes.ts';
import { createLbph } from './lbph.ts';

const lbph = createLbph();

/** Counts like those of a face: in each cell, low codes are more frequent than high ones. */
function template(seed: number): LbphTemplate {
  const random = seededRandom(seed);
  const dense = new Uint8Array(BINS);
  for (let cell = 0; cell < BINS; cell += CODES) {
    for (let pixel = 0; pixel < CELL_PIXELS; pixel++) dense[cell + Math.floor(random() ** 3 * CODES)]! += 1;
  }
  return sparseTemplate(dense);
}

const templates = Array.from({ length: 60 }, (_, seed) => template(seed));
const references = (...seeds: number[]) =>
  seeds.map((seed) => ({ templateId: `t${seed}`, template: templates[seed % templates.length]! }));

/** Largest difference between scores that differ only in their order of addition. */
function rounded(...found: (Candidate | undefined)[]): (Candidate | undefined)[] {
  return found.map((each) => each && { ...each, score: Math.round(each.score * 1e12) / 1e12 });
}

describe('a search of the inverted lists', () => {
  test('finds the same as single comparisons, after people came, were replaced and left', () => {
    const random = seededRandom(7);
    const draw = (most: number) => Math.floor(random() * most);
    const [inverted, flat] = [lbph.createIndex(), createFlatIndex(lbph.compareAll)];
    for (let step = 0; step < 400; step++) {
      const person = `u${draw(90)}`;
      const own = references(...Array.from({ length: draw(4) === 0 ? 0 : 1 + draw(8) }, () => draw(1e6)));
      for (const index of [inverted, flat]) index.put(person, own);
      if (step % 10 > 0) continue;
      const [probe, claim] = [template(1000 + step), `u${draw(90)}`];
      expect(rounded(...inverted.search(probe, 3))).toEqual(rounded(...flat.search(probe, 3)));
      expect(rounded(inverted.verify(probe, claim))).toEqual(rounded(flat.verify(probe, claim)));
      expect(inverted.counts()).toEqual(flat.counts());
    }
    expect(inverted.counts().templates).toBeGreaterThan(256);
    expect(inverted.counts().people).toBeLessThan(90);
  });

  test('gives each person the score of a single comparison, to the last bit', () => {
    const index = lbph.createIndex();
    for (let person = 0; person < 200; person++) index.put(`u${person}`, references(person, person + 7));
    const probe = template(5000);
    for (const found of index.search(probe, 200)) expect(index.verify(probe, found.userId)).toEqual(found);
    const [best] = index.search(templates[3]!, 1);
    expect(best).toEqual({ userId: 'u3', templateId: 't3', score: 1 });
  });

  test('names the first of equally alike people', () => {
    const index = lbph.createIndex();
    for (let person = 0; person < 300; person++) index.put(`u${person}`, references(5));
    expect(index.search(templates[5]!, 2).map(({ userId }) => userId)).toEqual(['u0', 'u1']);
    index.put('u0', references(6));
    expect(index.search(templates[5]!, 300).at(-1)?.userId).toBe('u0');
  });

  test('finds nobody in an empty gallery, also after the last person left', () => {
    const index = lbph.createIndex();
    expect(index.search(templates[0]!, 3)).toEqual([]);
    expect(index.verify(templates[0]!, 'anna')).toBeUndefined();
    index.put('anna', references(1, 2));
    expect(index.search(templates[1]!, 3)).toHaveLength(1);
    index.put('anna', []);
    expect(index.search(templates[1]!, 3)).toEqual([]);
    expect(index.counts()).toEqual({ people: 0, templates: 0 });
  });

  test('takes bins with the largest count', () => {
    const blank = sparseTemplate(
      Uint8Array.from({ length: BINS }, (_, bin) => (bin % CODES === 255 ? CELL_PIXELS : 0)),
    );
    const index = lbph.createIndex();
    index.put('blank', [{ templateId: 'b', template: blank }]);
    index.put('anna', references(1));
    expect(index.search(blank, 1)).toEqual([{ userId: 'blank', templateId: 'b', score: 1 }]);
  });
});
