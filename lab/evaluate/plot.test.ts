import { describe, expect, test } from 'bun:test';
import { detPlot } from './plot.ts';

const curve = {
  name: 'a & <b>',
  points: [
    { fmr: 0, fnmr: 0.5 },
    { fmr: 1e-4, fnmr: 0.1 },
    { fmr: 1e-2, fnmr: 0.01 },
    { fmr: 1, fnmr: 0 },
  ],
  dots: [{ fmr: 1e-2, fnmr: 0.01 }],
};

/** Every tag that opens closes again, in order. */
function wellFormed(svg: string): boolean {
  const open: string[] = [];
  for (const [, end, name, empty] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
    if (empty) continue;
    if (end) {
      if (open.pop() !== name) return false;
    } else open.push(name!);
  }
  return open.length === 0;
}

describe('the picture of a curve', () => {
  test('is well-formed, with what is written in it escaped', () => {
    const svg = detPlot('"x" < y', [curve]);
    expect(wellFormed(svg)).toBe(true);
    expect(svg).toStartWith('<svg xmlns="http://www.w3.org/2000/svg"');
    expect(svg).toContain('a &#38; &#60;b&#62;');
    expect(svg).toContain('<title>&#34;x&#34; &#60; y</title>');
  });

  test('has as many decades as the rates, and each point where its logarithm is', () => {
    const svg = detPlot('', [curve]);
    // Four decades across 86 to 864, two upward from 576 to 80; rates of nothing are left out.
    expect(svg).toContain('d="M86.0 328.0H475.0V576.0"/>');
    expect(svg).toContain('cx="475.0" cy="576.0"');
    expect(svg).not.toContain('NaN');
    expect(svg).not.toContain('Infinity');
  });

  test('tells several curves apart without colour, in light and dark', () => {
    const svg = detPlot('', [curve, { ...curve, name: 'second' }]);
    expect(svg).toContain('stroke-dasharray');
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg).toContain('>second</text>');
  });

  test('without any point is an empty frame', () => {
    const svg = detPlot('', [{ name: 'none', points: [], dots: [] }]);
    expect(wellFormed(svg)).toBe(true);
    expect(svg).not.toContain('NaN');
  });
});
