import { describe, expect, test } from 'bun:test';
import { countAtLeast } from '../../biometrics/metrics.ts';
import { chooseThreshold, supportedFmr } from '../../biometrics/threshold.ts';
import { calibrationOf } from '../recognizers/calibration.ts';
import { createLbph, lbphDistance } from '../recognizers/lbph.ts';
import type { AlignedFace } from '../recognizers/recognizer.ts';
import { fmrSteps, impostorScores, tabulate } from './calibrate.ts';
import { imagesOf, parsePairs, personOf } from './lfw.ts';

describe('the pairs of a data set', () => {
  const text = 'a\tb\tsame\tfold\nAnn/1.jpg\tAnn/2.jpg\t1\t1\nAnn/2.jpg\tBob/1.jpg\t0\t2\n';

  test('are read with their people and folds', () => {
    expect(parsePairs(text)).toEqual([
      { a: 'Ann/1.jpg', b: 'Ann/2.jpg', same: true, fold: 1 },
      { a: 'Ann/2.jpg', b: 'Bob/1.jpg', same: false, fold: 2 },
    ]);
    expect(imagesOf(parsePairs(text))).toEqual(['Ann/1.jpg', 'Ann/2.jpg', 'Bob/1.jpg']);
    expect(personOf('Ann/1.jpg')).toBe('Ann');
  });

  test.each(['Ann/1.jpg\tAnn/2.jpg\t1', 'Ann/1.jpg\tAnn/2.jpg\tyes\t1', '1.jpg\tAnn/2.jpg\t1\t1'])(
    'with a line that cannot be read name it: %p',
    (line) => {
      expect(() => parsePairs(`${text}${line}\n`)).toThrow('line 4');
    },
  );
});

describe('impostor scores', () => {
  const lbph = createLbph();
  const template = (seed: number) => {
    const data = Uint8Array.from({ length: 112 * 112 * 3 }, (_, i) => (i * (seed * 2 + 7919)) % 251);
    return lbph.extract({ width: 112, height: 112, data } as AlignedFace) as ReturnType<typeof lbph.decode>;
  };

  test('compare every two images of different people once, in rising order', () => {
    const images = ['Ann/1.jpg', 'Ann/2.jpg', 'Bob/1.jpg', 'Cid/1.jpg', 'Cid/2.jpg'];
    const templates = new Map(images.map((image, index) => [image, template(index)]));
    const expected = images.flatMap((a, i) =>
      images
        .slice(i + 1)
        .filter((b) => personOf(a) !== personOf(b))
        .map((b) => lbph.compare(templates.get(a)!, templates.get(b)!)),
    );
    const scores = impostorScores(templates, lbph as Parameters<typeof impostorScores>[1]);
    expect(scores.length).toBe(8);
    for (const [index, score] of expected.sort((a, b) => a - b).entries()) expect(scores[index]).toBeCloseTo(score, 12);
  });
});

describe('the threshold table', () => {
  const about = {
    recognizer: 'lbph',
    version: 1,
    combines: 'mean' as const,
    people: 101,
    images: 200,
    comparisons: 20_000,
    data: '',
    command: '',
  };
  const scores = Float64Array.from({ length: 20_000 }, (_, i) => 0.4 + 0.3 * (i / 20_000) ** 2);

  test('goes down in steps to what the rule of three supports, each row true to its rate', () => {
    const { table } = tabulate(scores, scores, about);
    expect(fmrSteps(0.004)).toEqual([0.1, 0.05, 0.02, 0.01, 0.005, 0.002]);
    expect(table.map(({ fmr }) => fmr)).toEqual([
      0.1,
      0.05,
      0.02,
      0.01,
      0.005,
      0.002,
      0.001,
      supportedFmr(about as never),
    ]);
    for (const { fmr, score } of table) expect(countAtLeast(scores, score) / scores.length).toBeLessThanOrEqual(fmr);
    for (const [index, row] of table.slice(1).entries()) expect(row.score).toBeGreaterThan(table[index]!.score);
  });

  test('ends where a comparison is one whole score, however many people there are', () => {
    const few = scores.filter((_, index) => index % 200 === 0);
    expect(tabulate(few, few, { ...about, people: 1000, comparisons: 100 }).table.at(-1)!.fmr).toBe(0.01);
  });

  test('takes one standard deviation of the scores as the margin', () => {
    const two = Float64Array.from({ length: 1000 }, (_, i) => (i < 500 ? 0.4 : 0.6));
    expect(tabulate(two, two, about).margin).toBeCloseTo(0.1, 4);
  });
});

describe("LBPH's calibration", () => {
  const calibration = calibrationOf('lbph');

  test('belongs to the recognizer of this version', () => {
    const { id, version } = createLbph();
    expect([calibration.recognizer, calibration.version]).toEqual([id, version]);
  });

  test('lets one camera tell people apart, and says what it does not vouch for', () => {
    const { threshold, supported } = chooseThreshold(calibration, { targetFmr: 1e-4, people: 5 });
    // Measured before one camera: the same man in two sittings 43 to 59, somebody else 90 to 109.
    expect(lbphDistance(threshold)).toBeGreaterThan(59);
    expect(lbphDistance(threshold)).toBeLessThan(90);
    expect(supported).toBe(false);
  });
});
