/** Attempts per day, signed in and not, as stacked bars. */
import { formatNumber, formatShortDay } from '../../parts/format.ts';
import type { View } from '../../view.ts';
import { Chart, Legend, PLOT, Rows, roundedUp } from './chart.tsx';

/** `day` is `YYYY-MM-DD`. */
export type Day = { day: string; accepted: number; refused: number };

type BarProps = { view: View; day: Day; at: number; width: number; high: (amount: number) => number };

function Bar({ view, day, at, width, high }: BarProps) {
  const { accepted, refused } = day;
  if (accepted + refused === 0) return null;
  const x = (at + width * 0.12).toFixed(2);
  const wide = (width * 0.76).toFixed(2);
  const [low, up] = [high(accepted), high(refused)];
  const text = view.t('admin.chart.day', { day: formatShortDay(view.locale, day.day), accepted, refused });
  return (
    <g>
      <title>{text}</title>
      <rect class="chart-accepted" x={x} y={(PLOT.bottom - low).toFixed(2)} width={wide} height={low.toFixed(2)} />
      <rect class="chart-refused" x={x} y={(PLOT.bottom - low - up).toFixed(2)} width={wide} height={up.toFixed(2)} />
    </g>
  );
}

/** @param props.days every day of the range in order. */
export function DaysChart({ view, days }: { view: View; days: Day[] }) {
  const { t, locale } = view;
  const { left, right, top, bottom } = PLOT;
  const total = days.reduce((sum, { accepted, refused }) => sum + accepted + refused, 0);
  const most = roundedUp(Math.max(...days.map(({ accepted, refused }) => accepted + refused)));
  const width = (right - left) / days.length;
  const high = (amount: number) => (amount / most) * (bottom - top);
  const marked = [0, Math.floor((days.length - 1) / 2), days.length - 1];
  const anchors = ['start', 'middle', 'end'] as const;
  return (
    <>
      <Chart label={t('admin.chart.days.label', { days: days.length, count: formatNumber(locale, total) })}>
        <Rows most={most} show={(value) => formatNumber(locale, value)} />
        {days.map((day, index) => (
          <Bar view={view} day={day} at={left + index * width} width={width} high={high} />
        ))}
        {marked.map((index, n) => (
          <text x={[left, (left + right) / 2, right][n]!.toFixed(1)} y={bottom + 18} text-anchor={anchors[n]}>
            {formatShortDay(locale, days[index]!.day)}
          </text>
        ))}
      </Chart>
      <Legend
        entries={[
          { mark: 'chart-accepted', text: t('admin.outcome.accepted') },
          { mark: 'chart-refused', text: t('admin.outcome.refused') },
        ]}
      />
    </>
  );
}
