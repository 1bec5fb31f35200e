import { expect, test } from 'bun:test';
import { histogram, livenessPlot } from './plot.ts';

const scores = { real: [0.99, 1, 0.9, 0.9], fake: [0, 0.01, 0.02, 0.001, 0.3], threshold: 0.5 };

test('a histogram holds all scores, also those at both ends', () => {
  const shares = histogram([0, 0.024, 0.025, 1]);
  expect(shares.slice(0, 2)).toEqual([0.5, 0.25]);
  expect(shares.at(-1)).toBe(0.25);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
});

test('the picture has a bar for each bin that is not empty, on one scale, and the threshold in both halves', () => {
  const svg = livenessPlot('Scores', scores);
  expect(svg.match(/class="real"/g)).toHaveLength(2);
  expect(svg.match(/class="fake"/g)).toHaveLength(2);
  // 80 % is the top: four of five attack frames fill their half, half of the real ones 62.5 % of theirs.
  expect(svg).toMatch(/class="fake" x="87.0" y="344.0" width="[\d.]+" height="220.0"/);
  expect(svg).toMatch(/class="real" x="[\d.]+" y="162.5" width="[\d.]+" height="137.5"/);
  expect(svg).toContain('d="M475.0 80v220M475.0 344v220"');
  expect(svg).toContain('Attacks, 5 frames');
});

test('the picture is a document of its own, light and dark, with what is written in it escaped and no script', () => {
  const svg = livenessPlot('a < "b"', scores);
  expect(svg).toStartWith('<svg xmlns="http://www.w3.org/2000/svg"');
  expect(svg).toContain('<title>a &#60; &#34;b&#34;</title>');
  expect(svg).toContain('prefers-color-scheme: dark');
  expect(svg).not.toContain('<script');
  expect(svg).not.toContain('NaN');
});
