/** Data of the charts: attempts by day, their scores beside the thresholds, and why they ended. */

import { readOverdue } from '../../camera/overdue.store.ts';
import type { Deps } from '../../deps.ts';
import { policyFor } from '../../policy/policy.ts';
import { thresholdFor } from '../../policy/rule.ts';
import { attemptsByDay, attemptsByReason, attemptsByScore, BIN } from './charts.store.ts';

/** The lengths of a chart, in days. */
export const RANGES = [7, 30, 90] as const;
export type Range = (typeof RANGES)[number];

const DAY_MS = 24 * 3_600_000;

/** The first moment (UTC) of a range of days that ends with today. */
function firstDay(now: Date, days: number): Date {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  return new Date(today - (days - 1) * DAY_MS);
}

function everyDay(from: Date, days: number): string[] {
  return Array.from({ length: days }, (_, n) => new Date(from.getTime() + n * DAY_MS).toISOString().slice(0, 10));
}

/** The thresholds in force: for identification among all enrolled people, and for verification of one. */
function thresholdsOf(deps: Pick<Deps, 'config' | 'liveness' | 'vision'>) {
  const { people: enrolled, alike } = deps.vision.status();
  const everybody = Math.max(1, enrolled);
  return [...new Set([everybody, 1])].map((people) => ({
    people,
    score: thresholdFor(policyFor(deps), { people, alike }),
  }));
}

type Overdue = Awaited<ReturnType<typeof readOverdue>>;
type Bin = Awaited<ReturnType<typeof attemptsByScore>>[number];

/** The score chart with the attempts that are over by the clock alone. */
function withScores(bins: Bin[], overdue: Overdue): Bin[] {
  const all = new Map(bins.map((bin) => [bin.bin, bin]));
  for (const { bestScore } of overdue) {
    if (bestScore === null) continue;
    const bin = Math.floor(bestScore / BIN);
    const { accepted, refused } = all.get(bin) ?? { accepted: 0, refused: 0 };
    all.set(bin, { bin, accepted, refused: refused + 1 });
  }
  return [...all.values()].sort((a, b) => a.bin - b.bin);
}

/** The reasons with those of the attempts that are over by the clock alone, the most frequent first. */
function withReasons(reasons: { reason: string; amount: number }[], overdue: Overdue) {
  const all = new Map(reasons.map(({ reason, amount }) => [reason, amount]));
  for (const { reason } of overdue) if (reason) all.set(reason, (all.get(reason) ?? 0) + 1);
  return [...all].map(([reason, amount]) => ({ reason, amount })).sort((a, b) => b.amount - a.amount);
}

export async function chartsOf(deps: Pick<Deps, 'db' | 'clock' | 'config' | 'liveness' | 'vision'>, days: Range) {
  const { db, config } = deps;
  const { recognizer } = config;
  const now = deps.clock();
  const from = firstDay(now, days);
  const found = new Map((await attemptsByDay(db, { from, now })).map((row) => [row.day, row]));
  const overdue = await readOverdue(db, { now, from });
  const ours = overdue.filter((row) => row.recognizer === recognizer);
  return {
    days: everyDay(from, days).map((day) => found.get(day) ?? { day, accepted: 0, refused: 0 }),
    bins: withScores(await attemptsByScore(db, { from, recognizer }), ours),
    thresholds: thresholdsOf(deps),
    reasons: withReasons(await attemptsByReason(db, from), overdue),
    recognizer,
  };
}
