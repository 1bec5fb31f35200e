/**
 * DET curves as SVG: FMR across, FNMR upward, both on logarithmic axes (ISO/IEC 19795-1). A. Martin et al., 1997, scale
 * by normal deviates instead.
 */
import type { DetPoint } from '../../src/biometrics/rates/points.ts';
import { type Axis, axisOf, FRAME, gridOf } from './axes.ts';
import { escapeText, svgDocument } from './svg.ts';

/** `dots`: operating points that are marked on the curve. */
export type Curve = { name: string; points: readonly DetPoint[]; dots: readonly DetPoint[] };

/** Pixels of each further line of the legend, the most that a character of a name takes, and what lies before it. */
const LEGEND_HEIGHT = 24;
const CHARACTER = 8.5;
const BEFORE_NAME = 62;
/** Pixels of one name in a line of the legend at least, and the height of its first line. */
const LEGEND_ENTRY = 190;
const LEGEND_Y = 60;

/** Colours that stay apart for the colour-blind (Okabe and Ito, 2008), and dashes for readers who see no colour. */
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

function position(point: DetPoint, x: Axis, y: Axis): [string, string] {
  return [x.at(point.fmr).toFixed(1), y.at(point.fnmr).toFixed(1)];
}

/** The points that can be drawn: a logarithmic axis has no place for a rate of 0, so the curve ends before it. */
function drawn(points: readonly DetPoint[]): DetPoint[] {
  return points.filter(({ fmr, fnmr }) => fmr > 0 && fnmr > 0);
}

type Legend = { entry: number; inRow: number; extra: number };

/** Puts as many names in a line as fit. Further lines take room above. */
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

/** Draws the curves in one picture with a legend. @returns a whole SVG document. */
export function detPlot(title: string, curves: readonly Curve[]): string {
  const { left, right, top, bottom } = FRAME;
  const shown = curves.flatMap(({ points, dots }) => drawn([...points, ...dots]));
  const rates = (of: keyof DetPoint) => shown.map((point) => point[of]);
  const [x, y] = [axisOf(rates('fmr'), left, right), axisOf(rates('fnmr'), bottom, top)];
  const middle = (top + bottom) / 2;
  const legend = legendOf(curves);
  return svgDocument({ title, style: STYLE, left, extra: legend.extra }, [
    ...gridOf(x, y),
    `<rect class="frame" x="${left}" y="${top}" width="${right - left}" height="${bottom - top}"/>`,
    ...curves.flatMap((curve, number) => curveOf(curve, number, x, y, legend)),
    `<text x="${(left + right) / 2}" y="${bottom + 52}" text-anchor="middle">FMR (strangers that match)</text>`,
    `<text transform="translate(24 ${middle}) rotate(-90)" text-anchor="middle">FNMR (own people that do not)</text>`,
  ]);
}
