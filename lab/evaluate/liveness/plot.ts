/**
 * Scores of a liveness cue as two histograms in SVG. One stands above the other, so that neither hides the other.
 */
import { svgDocument } from '../svg.ts';

/** Scores of frames of people and of attacks, 0 to 1. */
export type Distributions = { real: readonly number[]; fake: readonly number[]; threshold: number };

const [LEFT, RIGHT] = [86, 864];
const HEIGHT = 220;
const PANELS = { real: 80, fake: 344 };
const BINS = 40;
const QUARTERS = [0, 0.25, 0.5, 0.75, 1];
/** Colours that stay apart for the colour-blind (Okabe and Ito, 2008). */
const STYLE = `
  svg { color: #1f2328; --paper: #ffffff; --real: #0072b2; --fake: #d55e00 }
  @media (prefers-color-scheme: dark) { svg { color: #e6edf3; --paper: #0d1117; --real: #56b4e9; --fake: #f0904a } }
  text { font: 15px system-ui, sans-serif; fill: currentColor }
  .title { font-size: 18px; font-weight: 600 }
  .grid { stroke: currentColor; stroke-opacity: 0.2 }
  .frame { stroke: currentColor; fill: none }
  .paper { fill: var(--paper) }
  .real { fill: var(--real) } .fake { fill: var(--fake) }
  .threshold { stroke: currentColor; stroke-width: 2; stroke-dasharray: 7 5 }
`;

function across(score: number): string {
  return (LEFT + (RIGHT - LEFT) * score).toFixed(1);
}

/** The share of the scores in each bin. The last bin holds 1, too. */
export function histogram(scores: readonly number[]): number[] {
  const shares = new Array<number>(BINS).fill(0);
  for (const score of scores) shares[Math.min(BINS - 1, Math.floor(score * BINS))]! += 1 / scores.length;
  return shares;
}

/** A round share for the top of the axis: no bar reaches beyond it. */
function topOf(shares: readonly number[]): number {
  const most = Math.max(...shares);
  return [0.2, 0.4, 0.6, 0.8].find((top) => most <= top) ?? 1;
}

function axes(top: number, upper: number): string[] {
  const bottom = upper + HEIGHT;
  return [
    ...QUARTERS.flatMap((part) => {
      const y = bottom - HEIGHT * part;
      const share = `${Number((top * part * 100).toFixed(1))} %`;
      return [
        `<path class="grid" d="M${LEFT} ${y}H${RIGHT}"/>`,
        `<text x="${LEFT - 10}" y="${y + 5}" text-anchor="end">${share}</text>`,
      ];
    }),
    `<rect class="frame" x="${LEFT}" y="${upper}" width="${RIGHT - LEFT}" height="${HEIGHT}"/>`,
  ];
}

function panel(kind: 'real' | 'fake', scores: readonly number[], top: number): string[] {
  const upper = PANELS[kind];
  const bars = histogram(scores).flatMap((share, bin) => {
    if (share === 0) return [];
    const height = (HEIGHT * share) / top;
    const width = (RIGHT - LEFT) / BINS - 2;
    const [x, y] = [Number(across(bin / BINS)) + 1, upper + HEIGHT - height];
    return [
      `<rect class="${kind}" x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}"/>`,
    ];
  });
  const name = `${kind === 'real' ? 'Real people' : 'Attacks'}, ${scores.length.toLocaleString('en-US')} frames`;
  return [...axes(top, upper), ...bars, `<text x="${LEFT}" y="${upper - 8}">${name}</text>`];
}

/** Draws the share of the frames upward, on one scale in both histograms. @returns a whole SVG document. */
export function livenessPlot(title: string, { real, fake, threshold }: Distributions): string {
  const top = topOf([...histogram(real), ...histogram(fake)]);
  const bottom = PANELS.fake + HEIGHT;
  const line = (upper: number) => `M${across(threshold)} ${upper}v${HEIGHT}`;
  return svgDocument({ title, style: STYLE, left: LEFT }, [
    ...panel('real', real, top),
    ...panel('fake', fake, top),
    `<path class="threshold" d="${line(PANELS.real)}${line(PANELS.fake)}"/>`,
    `<text x="${Number(across(threshold)) + 10}" y="${PANELS.real + 24}">threshold ${threshold}</text>`,
    ...QUARTERS.map((score) => `<text x="${across(score)}" y="${bottom + 24}" text-anchor="middle">${score}</text>`),
    `<text x="${(LEFT + RIGHT) / 2}" y="${bottom + 52}" text-anchor="middle">Score, 0 (an attack) to 1 (live)</text>`,
  ]);
}
