import { describe, expect, test } from 'bun:test';
import { chooseThreshold, type GroupFigures, worstGroup } from '../../src/biometrics/threshold.ts';
import { calibrationOf } from '../../src/vision/recognizers/calibration.ts';
import { createLbph, lbphDistance } from '../../src/vision/recognizers/lbph/lbph.ts';
import type { Recognizer } from '../../src/vision/recognizers/recognizer.ts';
import { imagesOf, parsePairs, personOf } from '../data/lfw.ts';
import type { Portrayed } from '../data/portraits.ts';
import { impostorsOf, withoutDoubles } from './impostors.ts';
import { fmrSteps } from './steps.ts';
import { worstTable } from './table.ts';

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

/** Templates are numbers; two are as alike as they are near, and a gallery answers with its best. */
const plain = {
  id: 'embedding',
  follows: true,
  createIndex: () => {
    const people = new Map<string, number[]>();
    return {
      put: (userId: string, own: { template: number }[]) =>
        void people.set(
          userId,
          own.map(({ template }) => template),
        ),
      verify: (probe: number, userId: string) => ({
        userId,
        templateId: '',
        score: Math.max(...people.get(userId)!.map((one) => 1 - Math.abs(probe - one))),
      }),
    };
  },
} as unknown as Recognizer;

function person(name: string, templates: number[]): Portrayed {
  return { person: name, group: 'g', source: 's', images: templates.map(String), templates };
}

describe('strangers of a group', () => {
  const people = [person('a', [0, 0.1]), person('b', [0.5]), person('c', [0.9]), person('d', [0.91])];

  test('are everybody else, with each of their images, for each of the people alone', () => {
    const { scores, pairs } = impostorsOf(people, { recognizer: plain, enrolled: 1 });
    // Five images, each with three others; two of the images are of one person.
    expect(scores.length).toBe(3 * 5);
    expect([...pairs].every((pair) => Math.floor(pair / 4) !== pair % 4)).toBe(true);
  });

  test('are none of those who are enrolled with them', () => {
    const { pairs } = impostorsOf(people, { recognizer: plain, enrolled: 2 });
    expect(pairs.length).toBeGreaterThan(0);
    expect([...pairs].every((pair) => Math.floor(pair / 4) !== pair % 4)).toBe(true);
    expect(impostorsOf(people, { recognizer: plain, enrolled: 3 }).scores.length).toBe(0);
  });

  test('leave out two names of one face, and say how many', () => {
    const found = withoutDoubles(impostorsOf(people, { recognizer: plain, enrolled: 1 }), 0.95);
    expect(found.doubles).toBe(1);
    expect(Math.max(...found.scores)).toBeLessThan(0.95);
    expect(found.scores.length).toBe(15 - 2);
  });

  test('leave out who is one person with the same third name, though their own pictures are less alike', () => {
    const chain = [person('a', [0]), person('b', [0.04]), person('c', [0.08]), person('d', [0.5])];
    const found = withoutDoubles(impostorsOf(chain, { recognizer: plain, enrolled: 1 }), 0.95);
    expect(found.doubles).toBe(2);
    // a, b and c are one: only comparisons with d are of different people.
    expect(found.scores.length).toBe(6);
    expect([...found.pairs].every((pair) => Math.floor(pair / 4) === 3 || pair % 4 === 3)).toBe(true);
  });
});

describe('the table of thresholds', () => {
  const group = (name: string, reach: number, scores: number[]): GroupFigures => ({
    group: name,
    people: 100,
    comparisons: 1000,
    doubles: 0,
    reach,
    points: fmrSteps(reach).map((fmr, at) => ({ enrolled: 1, fmr, score: scores[at]! - 0.01, upper: scores[at]! })),
  });
  const worse = group('worse', 0.02, [0.5, 0.6, 0.7]);
  const better = group('better', 0.005, [0.3, 0.4, 0.5, 0.55, 0.65]);

  test('goes down in steps of one, two and five', () => {
    expect(fmrSteps(0.004)).toEqual([0.1, 0.05, 0.02, 0.01, 0.005, 0.002]);
  });

  test('is that of the group whose strangers score highest, at the upper end of its interval', () => {
    expect(worstTable([worse, better], 1, 0.02).map(({ score }) => score)).toEqual([0.5, 0.6, 0.7]);
  });

  test('never falls where only groups that fare better have a say', () => {
    const rows = worstTable([worse, better], 1, 0.005);
    expect(rows.map(({ fmr }) => fmr)).toEqual([0.1, 0.05, 0.02, 0.01, 0.005]);
    expect(rows.map(({ score }) => score)).toEqual([0.5, 0.6, 0.7, 0.7, 0.7]);
  });
});

describe('the calibration that comes with a recognizer', () => {
  test.each(['embedding', 'lbph'] as const)('%s: no group is let in more often than is promised', (id) => {
    const { tables, groups, reach } = calibrationOf(id);
    expect(groups.length).toBeGreaterThanOrEqual(5);
    for (const { enrolled, table } of tables) {
      for (const { points } of groups) {
        for (const { fmr, upper } of points.filter((point) => point.enrolled === enrolled && point.fmr >= reach)) {
          const row = table.find((one) => one.fmr <= fmr * (1 + 1e-9))!;
          expect(row.score).toBeGreaterThanOrEqual(upper);
        }
      }
    }
    expect(groups).toContain(worstGroup({ groups })!);
  });

  test('LBPH’s lets one camera tell people apart, and says what it does not vouch for', () => {
    const calibration = calibrationOf('lbph');
    const { id, version } = createLbph();
    expect([calibration.recognizer, calibration.version]).toEqual([id, version]);
    const { threshold, supported } = chooseThreshold(calibration, { targetFmr: 1e-4, people: 5 });
    // Measured before one camera: the same man in two sittings 43 to 59, somebody else 90 to 109.
    expect(lbphDistance(threshold)).toBeGreaterThan(59);
    expect(lbphDistance(threshold)).toBeLessThan(90);
    expect(supported).toBe(false);
  });
});
