/** Rates by group in Markdown tables, for the terminal and `docs/accuracy.md`. */

import { count, percent, range, rateName, table } from '../report.ts';
import type { GroupsResult } from './groups.ts';
import { FRAMES } from './own.ts';

function shortRate(rate: number): string {
  return rate === 0 ? '0' : rate.toExponential(1);
}

/** An FMR as a heading. It says which one is in force. */
function levelName(fmr: number, inForce: number | undefined): string {
  return fmr === inForce ? `${fmr.toExponential(1)}, in force` : rateName(fmr);
}

function strangersTable({ groups, levels, inForce }: GroupsResult): string[] {
  const rows = groups.flatMap(({ group, people, doubles, strangers }) =>
    strangers.map(({ enrolled, among, comparisons, points }) => [
      group,
      count(people),
      among ? `${count(enrolled)} of ${count(among)}` : count(enrolled),
      count(comparisons),
      count(doubles),
      ...levels.map((promised) => {
        const point = points.find((one) => one.promised === promised);
        return point ? `${shortRate(point.fmr)} (up to ${shortRate(point.high)})` : 'no threshold';
      }),
    ]),
  );
  const promised = levels.map((fmr) => `FMR promised ${levelName(fmr, inForce)}`);
  return table(['group', 'people', 'enrolled', 'comparisons', 'doubles left out', ...promised], rows);
}

function ownTable({ groups, levels, inForce }: GroupsResult): string[] {
  const rows = groups.flatMap(({ group, own }) =>
    levels.flatMap((promised) => {
      const points = own.filter((one) => one.promised === promised);
      if (points.length === 0) return [];
      const cells = FRAMES.map((frames) => {
        const point = points.find((one) => one.frames === frames);
        return point ? `${percent(point.fnmr)} (${range(point.low, point.high)}) of ${point.trials}` : '';
      });
      return [[group, levelName(promised, inForce), points[0]!.threshold.toFixed(3), ...cells]];
    }),
  );
  if (rows.length === 0) return ['Nobody has two images: no FNMR.'];
  return table(
    ['group', 'FMR promised', 'threshold', ...FRAMES.map((n) => `FNMR, ${n} frame${n > 1 ? 's' : ''}`)],
    rows,
  );
}

/** The whole result, in words. */
export function groupsReport(result: GroupsResult): string {
  const { recognizer, ratios } = result;
  return [
    `${recognizer}: strangers of a group before one of them, and before many, at the thresholds in force.`,
    '',
    ...strangersTable(result),
    '',
    ...ratios.map(
      ({ fmr, threshold, best, worst, ratio }) =>
        `Where the best group (${best}) has FMR ${rateName(fmr)}, at ${threshold.toFixed(3)}, the worst (${worst}) has ${ratio.toFixed(1)} times as much.`,
    ),
    '',
    ...ownTable(result),
    '',
  ].join('\n');
}
