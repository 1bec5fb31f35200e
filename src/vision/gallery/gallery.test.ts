import { describe, expect, test } from 'bun:test';
import type { GalleryTemplate } from '../protocol.ts';
import { createFlatIndex } from '../recognizers/flat-index.ts';
import type { LbphTemplate } from '../recognizers/lbph/bytes.ts';
import { createLbph } from '../recognizers/lbph/lbph.ts';
import type { Recognizer } from '../recognizers/recognizer.ts';
import { createGallery } from './gallery.ts';
import { joinIds, mergeTemplateIds } from './ids.ts';

/** Each template is one number; the nearer two are, the more alike. So a reader sees what a search must find. */
const compareAll = (probe: number, references: readonly number[]) =>
  Float64Array.from(references, (reference) => -Math.abs(probe - reference));
const numbers: Recognizer<number> = {
  id: 'lbph',
  version: 7,
  combines: 'best',
  double: 2,
  extract: () => 0,
  compare: (a, b) => -Math.abs(a - b),
  compareAll,
  createIndex: () => createFlatIndex(compareAll),
  encode: (value) => Uint8Array.of(value),
  decode(bytes) {
    if (bytes.length !== 1) throw new RangeError('Not one byte');
    return bytes[0]!;
  },
};

function galleryOfNumbers() {
  return createGallery(numbers as Recognizer);
}

function templates(userId: string, ...values: number[]): GalleryTemplate[] {
  return values.map((value) => ({
    userId,
    templateId: `${userId}${value}`,
    recognizer: 'lbph',
    version: 7,
    bytes: Uint8Array.of(value),
  }));
}

function found(gallery: ReturnType<typeof createGallery>, probe: number, top = 3): string[] {
  return gallery.search(probe, top).map(({ templateId, score }) => `${templateId}:${score}`);
}

describe('a search', () => {
  test('gives the best template of each person, best first', () => {
    const gallery = galleryOfNumbers();
    gallery.add([
      ...templates('a', 10, 52, 90),
      ...templates('b', 40, 55),
      ...templates('c', 200),
      ...templates('d', 70),
    ]);
    expect(found(gallery, 50)).toEqual(['a52:-2', 'b55:-5', 'd70:-20']);
    expect(found(gallery, 50, 1)).toEqual(['a52:-2']);
    expect(found(gallery, 50, 10)).toHaveLength(4);
    expect(gallery.search(50, 1)[0]).toEqual({ userId: 'a', templateId: 'a52', score: -2 });
  });

  test('of an empty gallery finds nobody', () => {
    expect(found(galleryOfNumbers(), 1)).toEqual([]);
  });

  test('finds the same people as a full sort, in any order of arrival', () => {
    let state = 3;
    const random = (most: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state >>> 16) % most;
    };
    for (let round = 0; round < 200; round++) {
      const gallery = galleryOfNumbers();
      const all = Array.from({ length: 40 }, () => templates(`user${random(12)}-`, random(256))[0]!);
      gallery.add(all);
      const probe = random(256);
      const bestOf = new Map<string, number>();
      for (const { userId, bytes } of all) {
        bestOf.set(userId, Math.max(bestOf.get(userId) ?? -Infinity, -Math.abs(probe - bytes[0]!)));
      }
      const expected = [...bestOf.values()].sort((a, b) => b - a).slice(0, 3);
      expect(gallery.search(probe, 3).map(({ score }) => score)).toEqual(expected);
    }
  });
});

describe('a change of one person', () => {
  test('replaces their templates and leaves the others', () => {
    const gallery = galleryOfNumbers();
    gallery.add([...templates('a', 10, 20), ...templates('b', 30), ...templates('c', 40, 41, 42)]);
    gallery.putUser('a', templates('a', 100, 101, 102));
    expect(found(gallery, 10)).toEqual(['b30:-20', 'c40:-30', 'a100:-90']);
    expect(gallery.counts()).toEqual({ people: 3, templates: 7, skipped: 0 });
    gallery.putUser('d', templates('d', 12));
    expect(found(gallery, 10, 1)).toEqual(['d12:-2']);
  });

  test('to nothing drops them', () => {
    const gallery = galleryOfNumbers();
    gallery.add([...templates('a', 10), ...templates('b', 11), ...templates('a', 12)]);
    gallery.putUser('a', []);
    expect(found(gallery, 10)).toEqual(['b11:-1']);
    gallery.putUser('b', []);
    gallery.putUser('nobody', []);
    expect(gallery.counts()).toEqual({ people: 0, templates: 0, skipped: 0 });
  });

  test('many in any order leave the last change of each person', () => {
    const gallery = galleryOfNumbers();
    const last = new Map<string, number[]>();
    let state = 11;
    const random = (most: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state >>> 16) % most;
    };
    for (let step = 0; step < 500; step++) {
      const userId = `u${random(8)}-`;
      const values = Array.from({ length: random(5) }, () => random(256));
      gallery.putUser(userId, templates(userId, ...values));
      last.set(userId, values);
    }
    const enrolled = [...last].filter(([, values]) => values.length > 0);
    expect(gallery.counts().people).toBe(enrolled.length);
    expect(gallery.counts().templates).toBe(enrolled.reduce((sum, [, values]) => sum + values.length, 0));
    for (const [userId, values] of enrolled) {
      for (const value of values) {
        expect(gallery.search(value, 10)).toContainEqual({ userId, templateId: `${userId}${value}`, score: -0 });
      }
    }
  });
});

test('merged template ids are those of each gallery, and equal no stored ids where the galleries differ', () => {
  const galleries = [galleryOfNumbers(), galleryOfNumbers()] as const;
  for (const gallery of galleries) gallery.add(templates('a', 1, 2));
  galleries[0].putUser('b', templates('b', 3));
  galleries[1].putUser('c', templates('c', 4));
  galleries[1].putUser('c', templates('c', 5));
  const merged = mergeTemplateIds(galleries.map((gallery) => gallery.templateIds()));
  expect([...merged.keys()].sort()).toEqual(['a', 'b', 'c']);
  expect(merged.get('a')).toBe(joinIds(['a1', 'a2']));
  expect(merged.get('b')).not.toBe(joinIds(['b3']));
  expect(merged.get('c')).not.toBe(joinIds(['c5']));
  expect(mergeTemplateIds([galleries[1].templateIds()])).toEqual(galleries[1].templateIds());
});

describe('templates that cannot be used', () => {
  test('of another version, or damaged, are left out and counted until they are replaced', () => {
    const gallery = galleryOfNumbers();
    const [good, old, cut] = templates('a', 10, 20, 30) as [GalleryTemplate, GalleryTemplate, GalleryTemplate];
    gallery.add([good, { ...old, version: 6 }, { ...cut, bytes: new Uint8Array(2) }]);
    expect(gallery.counts()).toEqual({ people: 1, templates: 1, skipped: 2 });
    expect(found(gallery, 20)).toEqual(['a10:-10']);
    gallery.putUser('a', templates('a', 20));
    expect(gallery.counts()).toEqual({ people: 1, templates: 1, skipped: 0 });
  });

  test('leave nobody behind who has no other', () => {
    const gallery = galleryOfNumbers();
    gallery.add([{ ...templates('a', 1)[0]!, version: 6 }]);
    expect(gallery.counts()).toEqual({ people: 0, templates: 0, skipped: 1 });
  });
});

test('with LBPH, a face finds itself among others', () => {
  const lbph = createLbph();
  const gallery = createGallery(lbph as Recognizer);
  const face = (seed: number) => {
    const data = Uint8Array.from(
      { length: 112 * 112 * 3 },
      (_, i) => 128 + 100 * Math.sin((i / 3) * (0.1 + seed / 50)),
    );
    return { width: 112 as const, height: 112 as const, data };
  };
  for (let i = 0; i < 6; i++) {
    const bytes = lbph.encode(lbph.extract(face(i)) as LbphTemplate);
    gallery.add([{ userId: `u${i}`, templateId: `t${i}`, recognizer: 'lbph', version: lbph.version, bytes }]);
  }
  const [first, second] = gallery.search(lbph.extract(face(4)), 3);
  expect(first).toEqual({ userId: 'u4', templateId: 't4', score: 1 });
  expect(second!.score).toBeLessThan(1);
});
