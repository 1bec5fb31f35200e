/** The distribution of attempts' best scores, signed in and not, and the thresholds. */
import { formatNumber } from '../../parts/format.ts';
import type { View } from '../../view.ts';
import { Chart, Legend, PLOT, Rows } from './chart.tsx';

/** Attempts whose best score falls into one column. Its left edge is `bin` times the width. */
export type ScoreBin = { bin: number; accepted: number; refused: number };
/** `people`: how many people a face is compared with under this threshold. */
export type Threshold = { score: number; people: number };

type ScoresProps = { view: View; bins: ScoreBin[]; width: number; thresholds: Threshold[] };
type Axis = { at: (score: number) => number; first: number; last: number };

/** The axis spans all columns and thresholds. */
function axisOf({ bins, width, thresholds }: ScoresProps): Axis {
  const edges = thresholds.map(({ score }) => Math.floor(score / width));
  const first = Math.min(...bins.map(({ bin }) => bin), ...edges) - 1;
  const last = Math.max(...bins.map(({ bin }) => bin), ...edges) + 2;
  const { left, right } = PLOT;
  return { first, last, at: (score) => left + ((score / width - first) / (last - first)) * (right - left) };
}

type Shares = { shares: Map<number, number>; total: number };

function sharesOf(bins: ScoreBin[], kind: 'accepted' | 'refused'): Shares {
  const total = bins.reduce((sum, bin) => sum + bin[kind], 0);
  return { total, shares: new Map(bins.map((bin) => [bin.bin, total === 0 ? 0 : bin[kind] / total])) };
}

/** The outline of the columns, one step each. */
function steps({ first, last, at }: Axis, { shares }: Shares, most: number, width: number): string {
  const { top, bottom } = PLOT;
  const parts = [`M${at(first * width).toFixed(1)} ${bottom}`];
  for (let bin = first; bin < last; bin++) {
    const y = bottom - ((shares.get(bin) ?? 0) / most) * (bottom - top);
    parts.push(`V${y.toFixed(1)}H${at((bin + 1) * width).toFixed(1)}`);
  }
  return `${parts.join('')}V${bottom}`;
}

/** Scores that the axis names: every 0.2, on a short axis every 0.1. */
function marksOf({ first, last }: Axis, width: number): number[] {
  const [from, to] = [first * width, last * width];
  const step = to - from > 0.6 ? 0.2 : 0.1;
  const begin = Math.ceil(from / step - 1e-9);
  return Array.from({ length: Math.floor(to / step + 1e-9) - begin + 1 }, (_, n) => (begin + n) * step);
}

/** The first threshold is for the face alone, the second for a name first. */
function thresholdText({ t }: View, { score, people }: Threshold, second: boolean): string {
  const key = second ? 'admin.chart.threshold.name' : 'admin.chart.threshold.all';
  return t(key, { people, score: score.toFixed(3) });
}

function ThresholdLine({
  view,
  axis,
  threshold,
  second,
}: {
  view: View;
  axis: Axis;
  threshold: Threshold;
  second: boolean;
}) {
  const x = axis.at(threshold.score).toFixed(1);
  return (
    <g>
      <title>{thresholdText(view, threshold, second)}</title>
      <path class={second ? 'chart-line-second' : 'chart-line-threshold'} d={`M${x} ${PLOT.top}V${PLOT.bottom}`} />
    </g>
  );
}

export function ScoresChart(props: ScoresProps) {
  const { view, bins, width, thresholds } = props;
  const { t, locale } = view;
  const axis = axisOf(props);
  const [accepted, refused] = [sharesOf(bins, 'accepted'), sharesOf(bins, 'refused')];
  const most = Math.max(...accepted.shares.values(), ...refused.shares.values(), 0.01);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const count = ({ total }: Shares) => formatNumber(locale, total);
  return (
    <>
      <Chart label={t('admin.chart.scores.label', { accepted: count(accepted), refused: count(refused) })}>
        <Rows most={most} show={(value) => percent.format(value)} />
        <path class="chart-refused" d={steps(axis, refused, most, width)} />
        <path class="chart-accepted" d={steps(axis, accepted, most, width)} />
        {thresholds.map((threshold, index) => (
          <ThresholdLine view={view} axis={axis} threshold={threshold} second={index > 0} />
        ))}
        {marksOf(axis, width).map((score) => (
          <text x={axis.at(score).toFixed(1)} y={PLOT.bottom + 18} text-anchor="middle">
            {score.toFixed(1)}
          </text>
        ))}
      </Chart>
      <Legend
        entries={[
          { mark: 'chart-accepted', text: `${t('admin.outcome.accepted')} (${count(accepted)})` },
          { mark: 'chart-refused', text: `${t('admin.outcome.refused')} (${count(refused)})` },
          ...thresholds.map((threshold, index) => ({
            mark: index > 0 ? 'chart-line-second' : 'chart-line-threshold',
            text: thresholdText(view, threshold, index > 0),
          })),
        ]}
      />
    </>
  );
}
