/** What the charts share. Their frame has 360x200 units, so that their words can be read on a phone. */
import type { Child } from 'hono/jsx';

export const PLOT = { width: 360, height: 200, left: 36, right: 352, top: 12, bottom: 172 };

/** A round number, at least `most`, that divides well by four. */
export function roundedUp(most: number): number {
  if (!(most > 0)) return 4;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [1, 2, 4, 8, 10].find((factor) => factor * power >= most) ?? 10;
  return Math.max(4, step * power);
}

type ChartProps = { label: string; children?: Child };

export function Chart({ label, children }: ChartProps) {
  return (
    <svg class="chart" viewBox={`0 0 ${PLOT.width} ${PLOT.height}`} role="img" aria-label={label}>
      {children}
    </svg>
  );
}

/** Lines across at quarters of the height. Every second one has its value. */
export function Rows({ most, show }: { most: number; show: (value: number) => string }) {
  const { left, right, top, bottom } = PLOT;
  return (
    <>
      {[0, 0.25, 0.5, 0.75, 1].map((share) => {
        const y = bottom - share * (bottom - top);
        return (
          <>
            <path class={share === 0 ? 'chart-axis' : 'chart-grid'} d={`M${left} ${y}H${right}`} />
            {(share === 0 || share === 0.5 || share === 1) && (
              <text x={left - 6} y={y + 4} text-anchor="end">
                {show(most * share)}
              </text>
            )}
          </>
        );
      })}
    </>
  );
}

/** The meaning of each mark, beside a sample of it. */
export function Legend({ entries }: { entries: { mark: string; text: string }[] }) {
  return (
    <ul class="legend">
      {entries.map(({ mark, text }) => (
        <li>
          <svg viewBox="0 0 24 12" width="24" height="12" class="chart-key" aria-hidden="true">
            {mark.startsWith('chart-line') ? (
              <path class={mark} d="M0 6H24" />
            ) : (
              <rect class={mark} x="1" y="1" width="22" height="10" />
            )}
          </svg>
          {text}
        </li>
      ))}
    </ul>
  );
}
