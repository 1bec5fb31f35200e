/** Data of the charts: attempts by day, their scores beside the thresholds, and why they ended. */
import type { Deps } from '../../deps.ts';
import { policyFor } from '../../policy/policy.ts';
import { thresholdFor } from '../../policy/rule.ts';
import { attemptsByDay, attemptsByReason, attemptsByScore } from './charts.store.ts';

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

export async function chartsOf(deps: Pick<Deps, 'db' | 'clock' | 'config' | 'liveness' | 'vision'>, days: Range) {
  const { db, config } = deps;
  const from = firstDay(deps.clock(), days);
  const found = new Map((await attemptsByDay(db, from)).map((row) => [row.day, row]));
  return {
    days: everyDay(from, days).map((day) => found.get(day) ?? { day, accepted: 0, refused: 0 }),
    bins: await attemptsByScore(db, { from, recognizer: config.recognizer }),
    thresholds: thresholdsOf(deps),
    reasons: await attemptsByReason(db, from),
    recognizer: config.recognizer,
  };
}
