import { describe, expect, test } from 'bun:test';
import { report } from './report.ts';
import type { Result } from './result.ts';

const point = { threshold: 0.5, fnmr: 0.0106, fnmrLow: 0, fnmrHigh: 0.0213 };
const result: Result = {
  recognizer: 'embedding',
  protocol: 'identities',
  images: 1909,
  failures: { 'no-face': 1 },
  poor: { blurred: 25 },
  genuine: 7520,
  impostor: 550_000,
  eer: 0.00033,
  operatingPoints: [
    { ...point, fmr: 1e-4 },
    { ...point, fmr: 1e-6 },
  ],
  identification: [{ fpir: 1e-3, fnir: 0.256, threshold: 0.55, fnirLow: 0.1, fnirHigh: 1 }],
  calibrated: [
    { promised: 3.899e-6, threshold: 0.54, fmr: 8.9e-6, matches: 49, fnmr: 0.02, fnmrLow: 0.01, fnmrHigh: 0.03 },
  ],
  curve: [],
  seconds: 44.49,
  people: 289,
  enroll: 4,
  draws: 10,
  gate: false,
};

describe('a report', () => {
  test('says what was looked at and what gave no template', () => {
    const text = report(result);
    expect(text).toContain('embedding, identities, 289 people with 4 templates each, 10 draws, 1,909 images.');
    expect(text).toContain('Failures to acquire: 1 no-face. Kept, though sign-in would refuse them: 25 blurred.');
    expect(text).toContain('7,520 genuine and 550,000 impostor comparisons.');
  });

  test('has the rates with their intervals, rare ones with more digits', () => {
    const text = report(result);
    expect(text).toContain('| 1e-4 | 0.50000 | 1.06 % | 0 % to 2.13 % |');
    expect(text).toContain('| 1e-3 | 0.55000 | 25.6 % | 10.0 % to 100 % |');
    expect(text).toContain('| 3.9e-6 | 0.54000 | 8.9e-6 (49) | 2.00 % | 1.00 % to 3.00 % |');
    expect(text).toContain('Equal error rate: 0.033 %.');
  });

  test('marks a rate that is less than one comparison', () => {
    expect(report(result)).toContain('| 1e-6 (none of 550,000) |');
  });

  test('of pairs has the true acceptance rate and the accuracy besides', () => {
    const text = report({ ...result, protocol: 'pairs', accuracy: 0.98833 });
    expect(text).toContain('Accuracy, each fold at the threshold of the others: 98.83 %.');
    expect(text).toContain('| 1e-4 | 0.50000 | 98.94 % | 1.06 % | 0 % to 2.13 % |');
  });
});
