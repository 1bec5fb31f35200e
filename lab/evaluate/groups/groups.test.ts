import { describe, expect, test } from 'bun:test';
import { seededRandom } from '../../../src/biometrics/random.ts';
import type { Calibration } from '../../../src/biometrics/threshold.ts';
import { unitLength } from '../../../src/vision/recognizers/embedding/bytes.ts';
import { createEmbeddingIndex } from '../../../src/vision/recognizers/embedding/search.ts';
import type { Recognizer } from '../../../src/vision/recognizers/recognizer.ts';
import type { Portrayed } from '../../data/portraits.ts';
import { evaluateGroups } from './groups.ts';
import { thresholdFor } from './levels.ts';
import { groupsReport } from './report.ts';

const DIMENSIONS = 32;
const random = seededRandom(9);
const direction = () => unitLength(Float32Array.from({ length: DIMENSIONS }, () => random() - 0.5));

/** People of one group: `common` is how much of a face all of them have in common, one `double` a second name. */
function groupOf(group: string, people: number, images: number, common: number): Portrayed[] {
  const shared = direction();
  return Array.from({ length: people }, (_, n) => {
    const own = unitLength(direction().map((value, i) => value + common * shared[i]!));
    const templates = Array.from({ length: images }, () =>
      unitLength(own.map((value) => value + 0.05 * (random() - 0.5))),
    );
    return { person: `${group} ${n}`, group, source: group, images: templates.map(String), templates };
  });
}

const recognizer = {
  id: 'custom',
  double: 0.995,
  follows: true,
  createIndex: () => createEmbeddingIndex(DIMENSIONS),
} as unknown as Recognizer;
const calibration = {
  tables: [
    {
      enrolled: 1,
      table: [
        { fmr: 1e-3, score: 0.75 },
        { fmr: 1e-4, score: 0.9 },
      ],
    },
  ],
} as unknown as Calibration;

describe('groups of people', () => {
  const alike = groupOf('alike', 60, 5, 2);
  const different = groupOf('different', 60, 5, 0);
  const result = evaluateGroups([...alike, ...different], recognizer, calibration, { inForce: 5e-4 });

  test('have each their own false matches, at the thresholds that promise a rate', () => {
    expect(thresholdFor(calibration, 1e-4)).toBe(0.9);
    expect(thresholdFor(calibration, 1e-6)).toBeUndefined();
    const rate = (group: string) => result.groups.find((one) => one.group === group)!.strangers[0]!;
    expect(rate('alike').comparisons).toBe(60 * 59 * 5);
    expect(rate('alike').points[0]!.fmr).toBeGreaterThan(rate('different').points[0]!.fmr);
    expect(rate('different').points[0]).toMatchObject({ promised: 1e-3, matches: 0, low: 0 });
    expect(rate('alike').points[0]!.high).toBeGreaterThan(rate('alike').points[0]!.fmr);
    // With thirty of them enrolled the gallery's own centre tells them apart.
    const many = result.groups[0]!.strangers[1]!;
    expect([many.enrolled, many.points[0]!.matches]).toEqual([30, 0]);
    // A single one of them on a server of others gains little by it, and loses nothing.
    const single = result.groups[0]!.strangers[2]!;
    expect([single.enrolled, single.among]).toEqual([1, 50]);
    expect(single.points[0]!.fmr).toBeLessThanOrEqual(rate('alike').points[0]!.fmr);
  });

  test('are compared where the best has a rate: the ratio is that of the worst', () => {
    const [ratio] = result.ratios.filter(({ fmr }) => fmr === 1e-3);
    expect(ratio).toBeUndefined();
    const many = evaluateGroups(
      [...groupOf('alike', 83, 3, 2), ...groupOf('different', 83, 3, 0)],
      recognizer,
      calibration,
    );
    expect(many.ratios[0]).toMatchObject({ fmr: 1e-3, best: 'different', worst: 'alike' });
    expect(many.ratios[0]!.ratio).toBeGreaterThan(2);
  });

  test('find their own with one frame or several, as far as there are images left', () => {
    const { own } = result.groups[0]!;
    expect(own.filter(({ promised }) => promised === 1e-3).map(({ frames, trials }) => [frames, trials])).toEqual([
      [1, 60],
    ]);
    expect(own[0]!.fnmr).toBe(0);
  });

  test('are told in a table, with what may match at most', () => {
    const text = groupsReport(result);
    expect(text).toContain('| alike | 60 | 1 | 17,700 |');
    expect(text).toContain('up to');
    expect(text).toContain('no threshold');
    // The threshold in force is the next stricter one that was measured.
    expect(text).toContain('FMR promised 5.0e-4, in force');
    expect(text).toContain('| alike | 5.0e-4, in force | 0.900 |');
  });
});
