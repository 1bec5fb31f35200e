/** Rates by group in Markdown tables, for the terminal and `docs/accuracy.md`. */
import { FRAMES, type GroupResult, type GroupsResult, PROMISED } from './evaluate.groups.ts';
import { count, percent, range, rateName, table } from './report.ts';

function shortRate(rate: number): string {
  return rate === 0 ? '0' : rate.toExponential(1);
}

function strangersTable(groups: readonly GroupResult[]): string[] {
  const rows = groups.flatMap(({ group, people, doubles, strangers }) =>
    strangers.map(({ enrolled, among, comparisons, points }) => [
      group,
      count(people),
      among ? `${count(enrolled)} of ${count(among)}` : count(enrolled),
      count(comparisons),
      count(doubles),
      ...PROMISED.map((promised) => {
        const point = points.find((one) => one.promised === promised);
        return point ? `${shortRate(point.fmr)} (up to ${shortRate(point.high)})` : 'no threshold';
      }),
    ]),
  );
  const promised = PROMISED.map((fmr) => `FMR promised ${rateName(fmr)}`);
  return table(['group', 'people', 'enrolled', 'comparisons', 'doubles left out', ...promised], rows);
}

function ownTable(groups: readonly GroupResult[]): string[] {
  const rows = groups.flatMap(({ group, own }) =>
    PROMISED.flatMap((promised) => {
      const points = own.filter((one) => one.promised === promised);
      if (points.length === 0) return [];
      const cells = FRAMES.map((frames) => {
        const point = points.find((one) => one.frames === frames);
        return point ? `${percent(point.fnmr)} (${range(point.low, point.high)}) of ${point.trials}` : '';
      });
      return [[group, rateName(promised), ...cells]];
    }),
  );
  if (rows.length === 0) return ['Nobody has two images: no FNMR.'];
  return table(['group', 'threshold for FMR', ...FRAMES.map((n) => `FNMR, ${n} frame${n > 1 ? 's' : ''}`)], rows);
}

/** Everything that was found, in words. */
export function groupsReport({ recognizer, groups, ratios }: GroupsResult): string {
  return [
    `${recognizer}: strangers of a group before one of them, and before many, at the thresholds in force.`,
    '',
    ...strangersTable(groups),
    '',
    ...ratios.map(
      ({ fmr, threshold, best, worst, ratio }) =>
        `Where the best group (${best}) has FMR ${rateName(fmr)}, at ${threshold.toFixed(3)}, the worst (${worst}) has ${ratio.toFixed(1)} times as much.`,
    ),
    '',
    ...ownTable(groups),
    '',
  ].join('\n');
}
