import { describe, expect, test } from 'bun:test';
import type { AlignedFace } from '../recognizer.ts';
import { CELL_PIXELS, type LbphTemplate } from './bytes.ts';
import { BINS, cellCounts, type Grey, patternCodes } from './codes.ts';
import { createLbph, greyCrop, lbphDistance, lbphScore, lbphTemplate } from './lbph.ts';

/** A face-sized texture: smooth enough to have flat parts, different for each seed. */
function texture(seed: number): AlignedFace {
  const data = new Uint8Array(112 * 112 * 3);
  let state = seed * 2654435761 + 1;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const noise = (state >>> 24) & 63;
    data[i] = 96 + noise + 60 * Math.sin((i / 3 / (90 + (seed % 7) * 20)) * (1 + (i % 3)));
  }
  return { width: 112, height: 112, data };
}

function plain(width: number, height: number, value: (x: number, y: number) => number): Grey {
  return {
    width,
    height,
    data: Uint8Array.from({ length: width * height }, (_, i) => value(i % width, (i / width) | 0)),
  };
}

/** OpenCV's own definition: both templates as float32 histograms, HISTCMP_CHISQR_ALT. */
function chiSquareAlternative(a: LbphTemplate, b: LbphTemplate): number {
  const dense = [a, b].map(({ bins, counts }) => {
    const histogram = new Float32Array(BINS);
    for (const [i, bin] of bins.entries()) histogram[bin] = counts[i]! / CELL_PIXELS;
    return histogram;
  });
  let sum = 0;
  for (let i = 0; i < BINS; i++) {
    const [x, y] = [dense[0]![i]!, dense[1]![i]!];
    if (x + y > Number.EPSILON) sum += (x - y) ** 2 / (x + y);
  }
  return 2 * sum;
}

describe('pattern codes', () => {
  test('a flat image has every bit set: an equal neighbour sets its bit', () => {
    expect([...new Set(patternCodes(plain(10, 10, () => 77)))]).toEqual([255]);
  });

  test('bits run counter-clockwise from the right-hand neighbour', () => {
    const right = plain(3, 3, (x, y) => (x === 2 && y === 1 ? 200 : x === 1 && y === 1 ? 100 : 0));
    expect(patternCodes(right)[0]).toBe(0b1);
    const top = plain(3, 3, (x, y) => (x === 1 && y === 0 ? 200 : x === 1 && y === 1 ? 100 : 0));
    expect(patternCodes(top)[0]).toBe(0b100);
    const corner = plain(3, 3, (x, y) => (x === 0 && y === 2 ? 255 : x === 1 && y === 1 ? 100 : 0));
    expect(patternCodes(corner)[0]).toBe(0b100000);
  });

  test('a neighbour off the pixel raster is interpolated between four pixels', () => {
    // The neighbour up and to the right: 0.5 of the corner, 0.2071 of each side and 0.0858 of the centre.
    const image = (corner: number) =>
      plain(3, 3, (x, y) => (x === 2 && y === 0 ? corner : x === 1 && y === 1 ? 100 : 90));
    expect(patternCodes(image(108))[0]! & 0b10).toBe(0);
    expect(patternCodes(image(109))[0]! & 0b10).toBe(0b10);
  });

  test('each cell counts its pixels, and no cell counts the columns left over', () => {
    const counts = cellCounts(patternCodes(greyCrop(texture(1))), 98, 96);
    for (let cell = 0; cell < 64; cell++) {
      expect(counts.subarray(cell * 256, cell * 256 + 256).reduce((sum, count) => sum + count, 0)).toBe(CELL_PIXELS);
    }
  });

  test('cells too big for one byte are refused', () => {
    expect(() => cellCounts(new Uint8Array(200 * 200), 200, 200)).toThrow(RangeError);
  });
});

describe('the crop', () => {
  test('is cut from brow to chin and weighs colours as OpenCV does', () => {
    const face: AlignedFace = { width: 112, height: 112, data: new Uint8Array(112 * 112 * 3) };
    face.data.set([255, 0, 0], (14 * 112 + 6) * 3);
    face.data.set([0, 255, 0], (14 * 112 + 7) * 3);
    face.data.set([0, 0, 255], (111 * 112 + 105) * 3);
    const crop = greyCrop(face);
    expect([crop.width, crop.height]).toEqual([100, 98]);
    expect([...crop.data.slice(0, 3)]).toEqual([76, 150, 0]);
    expect(crop.data.at(-1)).toBe(29);
  });
});

describe('comparison', () => {
  const lbph = createLbph();
  const templates = Array.from({ length: 12 }, (_, seed) => lbphTemplate(greyCrop(texture(seed))));

  test('a template has the score 1 with itself, and less with any other', () => {
    expect(lbph.compare(templates[0]!, templates[0]!)).toBe(1);
    for (const other of templates.slice(1)) expect(lbph.compare(templates[0]!, other)).toBeLessThan(0.99);
  });

  test('scores are reversed OpenCV distances', () => {
    for (const a of templates) {
      for (const b of templates) {
        const expected = chiSquareAlternative(a, b);
        expect(Math.abs(lbphDistance(lbph.compare(a, b)) - expected)).toBeLessThan(1e-5 * (1 + expected));
      }
    }
    expect(lbphScore(lbphDistance(0.7))).toBeCloseTo(0.7, 12);
    expect(lbphScore(59)).toBeGreaterThan(lbphScore(90));
  });

  test('is symmetric to the last bit', () => {
    expect(lbph.compare(templates[2]!, templates[3]!)).toBe(lbph.compare(templates[3]!, templates[2]!));
  });

  test('one probe against many gives the scores of one against one', () => {
    const scores = lbph.compareAll(templates[4]!, templates);
    expect(scores.length).toBe(templates.length);
    for (const [i, score] of scores.entries())
      expect(score).toBeCloseTo(lbph.compare(templates[4]!, templates[i]!), 12);
    expect(lbph.compareAll(templates[0]!, []).length).toBe(0);
  });
});

describe('stored templates', () => {
  const lbph = createLbph();
  const template = lbph.extract(texture(5)) as LbphTemplate;

  test('decode to the same template', () => {
    for (let seed = 0; seed < 8; seed++) {
      const before = lbphTemplate(greyCrop(texture(seed)));
      expect(lbph.decode(lbph.encode(before))).toEqual(before);
    }
  });

  test('a blank face, whose bins have the largest count, does so, too', () => {
    const blank = lbph.extract({ width: 112, height: 112, data: new Uint8Array(112 * 112 * 3) }) as LbphTemplate;
    expect(blank.counts.every((count) => count === CELL_PIXELS)).toBe(true);
    expect(lbph.decode(lbph.encode(blank))).toEqual(blank);
  });

  test('take at most 8 KiB for any face', () => {
    const spread: LbphTemplate = {
      bins: Uint16Array.from({ length: 64 * 144 }, (_, i) => Math.floor(i / 144) * 256 + (i % 144)),
      counts: new Uint8Array(64 * 144).fill(1),
    };
    expect(lbph.encode(spread).length).toBeLessThanOrEqual(8192);
    expect(lbph.decode(lbph.encode(spread))).toEqual(spread);
  });

  test.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ['empty', () => new Uint8Array(0)],
    ['of another version', (bytes) => bytes.with(0, 2)],
    ['cut in the bit map', (bytes) => bytes.slice(0, 900)],
    ['cut at the end', (bytes) => bytes.slice(0, -1)],
    ['too long', (bytes) => Uint8Array.from([...bytes, 1])],
    ['changed in a count', (bytes) => bytes.with(2500, bytes[2500]! ^ 1)],
    ['changed in the bit map', (bytes) => bytes.with(40, bytes[40]! ^ 1)],
  ])('that are %s are refused', (_, damage) => {
    expect(() => lbph.decode(damage(lbph.encode(template)))).toThrow(RangeError);
  });
});
