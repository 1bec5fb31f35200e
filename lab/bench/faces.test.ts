import { describe, expect, test } from 'bun:test';
import { DIMENSIONS, probeOf, referencesOf, TEMPLATES, templatesOf, userIdOf } from './faces.ts';
import { bestByBruteForce } from './search/agreement.ts';

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

describe('faces of nobody', () => {
  test('are five templates of length 1 that are alike, both parts of the same weight', () => {
    const templates = templatesOf(12);
    expect(templates.length).toBe(TEMPLATES);
    for (const template of templates) {
      expect(template.length).toBe(DIMENSIONS);
      expect(Math.hypot(...template)).toBeCloseTo(1, 5);
      expect(Math.hypot(...template.subarray(0, 512)) ** 2).toBeCloseTo(0.5, 1);
    }
    expect(dot(templates[0]!, templates[1]!)).toBeGreaterThan(0.5);
  });

  test('are the same for the same number, and others for another', () => {
    const [first] = templatesOf(1).map((template) => template.slice());
    const other = templatesOf(2)[0]!.slice();
    expect(templatesOf(1)[0]!).toEqual(first!);
    expect(Math.abs(dot(first!, other))).toBeLessThan(0.2);
    expect(userIdOf(1)).not.toBe(userIdOf(2));
    expect(referencesOf(1).map(({ template }) => template[0])).toEqual(templatesOf(1).map((template) => template[0]));
  });

  test('are probed by somebody enrolled and by strangers in turn', () => {
    const people = 50;
    const probes = Array.from({ length: 6 }, (_, query) => probeOf(query, people));
    for (const [query, person] of bestByBruteForce(probes, people).entries()) {
      const score = dot(probes[query]!, templatesOf(person)[0]!);
      if (query % 2 === 0) expect(score).toBeGreaterThan(0.5);
      else expect(score).toBeLessThan(0.3);
    }
  });
});
