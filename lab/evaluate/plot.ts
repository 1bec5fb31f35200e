/**
 * A DET curve as SVG: FMR across, FNMR upward, both on logarithmic axes (ISO/IEC 19795-1; A. Martin et al., 1997, who
 * scale by normal deviates instead). Light or dark as the reader prefers; no script, no font of its own.
 */
import type { DetPoint } from '../../src/biometrics/rates/points.ts';

/** `dots` are operating points to mark on the curve. */
export type Curve = { name: string; points: readonly DetPoint[]; dots: readonly DetPoint[] };

const SIZE = { width: 900, height: 640 };
const FRAME = { left: 86, right: 864, top: 80, bottom: 576 };
/** Height of each further line of the legend, and what a character of a name takes in width at most. */
const LEGEND_HEIGHT = 24;
const CHARACTER = 8.5;
const BEFORE_NAME = 62;
/** Decades shown at most: rarer than one in ten million nothing here is measured. */
const DECADES_MOST = 7;
/** Width of one name in the line of the legend. */
const LEGEND_ENTRY = 190;
const LEGEND_Y = 60;

/** Colours that stay apart for the colour-blind (Okabe and Ito, 2008), and dashes for who sees none. */
const DASHES = ['', '9 5', '2 4', '12 4 2 4'];
const COLOURS = 8;
const STYLE = `
  svg { color: #1f2328; --paper: #ffffff; --c0: #0072b2; --c1: #d55e00; --c2: #00805c; --c3: #a8517f;
    --c4: #7a5c00; --c5: #5b4bc4; --c6: #b3261e; --c7: #555f69 }
  @media (prefers-color-scheme: dark) {
    svg { color: #e6edf3; --paper: #0d1117; --c0: #56b4e9; --c1: #f0904a; --c2: #2fc79a; --c3: #e09cc0;
      --c4: #e6c34a; --c5: #a99cff; --c6: #ff8a80; --c7: #aab4bf }
  }
  text { font: 15px system-ui, sans-serif; fill: currentColor }
  .title { font-size: 18px; font-weight: 600 }
  .grid { stroke: currentColor; stroke-opacity: 0.25 }
  .fine { stroke: currentColor; stroke-opacity: 0.08 }
  .frame { stroke: currentColor; fill: none }
  .paper { fill: var(--paper) }
  .curve { fill: none; stroke-width: 2.5; stroke-linejoin: round }
  ${Array.from({ length: COLOURS }, (_, n) => `.c${n} { stroke: var(--c${n}) } .d${n} { fill: var(--c${n}) }`).join('\n  ')}
`;

type Axis = { decades: number; at: (rate: number) => number };

export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A logarithmic axis from 1 down to the decade of the lowest rate. */
function axisOf(rates: readonly number[], from: number, to: number): Axis {
  const lowest = Math.min(0.1, ...rates.filter((rate) => rate > 0));
  const decades = Math.min(DECADES_MOST, Math.ceil(-Math.log10(lowest) - 1e-9));
  const at = (rate: number) => from + (to - from) * (1 + Math.max(-decades, Math.log10(rate)) / decades);
  return { decades, at };
}

function position(point: DetPoint, x: Axis, y: Axis): [string, string] {
  return [x.at(point.fmr).toFixed(1), y.at(point.fnmr).toFixed(1)];
}

/** A rate of nothing is nowhere on a logarithmic axis: the curve ends before it. */
function drawn(points: readonly DetPoint[]): DetPoint[] {
  return points.filter(({ fmr, fnmr }) => fmr > 0 && fnmr > 0);
}

function label(exponent: number): string {
  return exponent >= -3
    ? `${Number((100 * 10 ** exponent).toFixed(1))} %`
    : `10<tspan dy="-6" font-size="11">−${-exponent}</tspan>`;
}

/** Rates of the fine lines, 2 to 9 times each power of ten. */
function between(decades: number): number[] {
  return Array.from({ length: decades }, (_, n) =>
    [2, 3, 4, 5, 6, 7, 8, 9].map((digit) => digit * 10 ** (-n - 1)),
  ).flat();
}

function gridOf(x: Axis, y: Axis): string[] {
  const { left, right, top, bottom } = FRAME;
  const column = (rate: number, style: string) =>
    `<path class="${style}" d="M${x.at(rate).toFixed(1)} ${top}V${bottom}"/>`;
  const row = (rate: number, style: string) =>
    `<path class="${style}" d="M${left} ${y.at(rate).toFixed(1)}H${right}"/>`;
  const powers = ({ decades }: Axis) => Array.from({ length: decades + 1 }, (_, n) => n);
  return [
    ...between(x.decades).map((rate) => column(rate, 'fine')),
    ...between(y.decades).map((rate) => row(rate, 'fine')),
    ...powers(x).flatMap((n) => {
      const at = x.at(10 ** -n).toFixed(1);
      return [column(10 ** -n, 'grid'), `<text x="${at}" y="${bottom + 24}" text-anchor="middle">${label(-n)}</text>`];
    }),
    ...powers(y).flatMap((n) => {
      const at = (y.at(10 ** -n) + 5).toFixed(1);
      return [row(10 ** -n, 'grid'), `<text x="${left - 10}" y="${at}" text-anchor="end">${label(-n)}</text>`];
    }),
  ];
}

type Legend = { entry: number; inRow: number; extra: number };

/** As many names in a line as fit; further lines need room above. */
function legendOf(curves: readonly Curve[]): Legend {
  const longest = Math.max(0, ...curves.map(({ name }) => name.length));
  const entry = Math.max(LEGEND_ENTRY, BEFORE_NAME + CHARACTER * longest);
  const inRow = Math.max(1, Math.floor((FRAME.right - FRAME.left) / entry));
  return { entry, inRow, extra: LEGEND_HEIGHT * Math.max(0, Math.ceil(curves.length / inRow) - 1) };
}

function curveOf({ name, points, dots }: Curve, number: number, x: Axis, y: Axis, legendIs: Legend): string[] {
  const style = number % COLOURS;
  const dashes = DASHES[(number + Math.floor(number / COLOURS)) % DASHES.length];
  const [start, ...steps] = drawn(points).map((point) => position(point, x, y));
  // A step: FNMR stays until the next impostor comparison matches.
  const path = steps.map(([across, up]) => `H${across}V${up}`).join('');
  const { entry, inRow, extra } = legendIs;
  const legend = FRAME.left + (number % inRow) * entry;
  const line = LEGEND_Y - extra + Math.floor(number / inRow) * LEGEND_HEIGHT;
  const dash = dashes ? ` stroke-dasharray="${dashes}"` : '';
  return [
    ...(start ? [`<path class="curve c${style}"${dash} d="M${start.join(' ')}${path}"/>`] : []),
    ...drawn(dots).map((dot) => {
      const [cx, cy] = position(dot, x, y);
      return `<circle class="d${style}" cx="${cx}" cy="${cy}" r="5"/>`;
    }),
    `<path class="curve c${style}"${dash} d="M${legend} ${line}h44"/>`,
    `<circle class="d${style}" cx="${legend + 22}" cy="${line}" r="5"/>`,
    `<text x="${legend + 54}" y="${line + 5}">${escapeText(name)}</text>`,
  ];
}

/** The curves in one picture, with a legend, each with its operating points as dots. @returns a whole SVG document. */
export function detPlot(title: string, curves: readonly Curve[]): string {
  const { left, right, top, bottom } = FRAME;
  const shown = curves.flatMap(({ points, dots }) => drawn([...points, ...dots]));
  const [x, y] = [
    axisOf(
      shown.map(({ fmr }) => fmr),
      left,
      right,
    ),
    axisOf(
      shown.map(({ fnmr }) => fnmr),
      bottom,
      top,
    ),
  ];
  const middle = (top + bottom) / 2;
  const legend = legendOf(curves);
  const { extra } = legend;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 ${-extra} ${SIZE.width} ${SIZE.height + extra}" role="img">`,
    `<title>${escapeText(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="paper" y="${-extra}" width="${SIZE.width}" height="${SIZE.height + extra}"/>`,
    `<text class="title" x="${left}" y="${32 - extra}">${escapeText(title)}</text>`,
    ...gridOf(x, y),
    `<rect class="frame" x="${left}" y="${top}" width="${right - left}" height="${bottom - top}"/>`,
    ...curves.flatMap((curve, number) => curveOf(curve, number, x, y, legend)),
    `<text x="${(left + right) / 2}" y="${bottom + 52}" text-anchor="middle">FMR (strangers that match)</text>`,
    `<text transform="translate(24 ${middle}) rotate(-90)" text-anchor="middle">FNMR (own people that do not)</text>`,
    '</svg>\n',
  ].join('\n');
}
