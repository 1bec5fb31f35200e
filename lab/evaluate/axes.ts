/** The logarithmic axes of a DET plot, and its grid. */

/** Pixels of the frame around the curves. */
export const FRAME = { left: 86, right: 864, top: 80, bottom: 576 };
/** Decades that are shown at most: nothing here is measured that is rarer than one in ten million. */
const DECADES_MOST = 7;

/** `at`: the pixel of a rate. */
export type Axis = { decades: number; at: (rate: number) => number };

/** A logarithmic axis from 1 down to the decade of the lowest rate. */
export function axisOf(rates: readonly number[], from: number, to: number): Axis {
  const lowest = Math.min(0.1, ...rates.filter((rate) => rate > 0));
  const decades = Math.min(DECADES_MOST, Math.ceil(-Math.log10(lowest) - 1e-9));
  const at = (rate: number) => from + (to - from) * (1 + Math.max(-decades, Math.log10(rate)) / decades);
  return { decades, at };
}

/** A power of ten: in percent from one in a thousand up. */
function label(exponent: number): string {
  return exponent >= -3
    ? `${Number((100 * 10 ** exponent).toFixed(1))} %`
    : `10<tspan dy="-6" font-size="11">−${-exponent}</tspan>`;
}

/** The rates of the fine lines: 2 to 9 times each power of ten. */
function between(decades: number): number[] {
  return Array.from({ length: decades }, (_, n) =>
    [2, 3, 4, 5, 6, 7, 8, 9].map((digit) => digit * 10 ** (-n - 1)),
  ).flat();
}

export function gridOf(x: Axis, y: Axis): string[] {
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
