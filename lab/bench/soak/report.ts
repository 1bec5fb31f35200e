/** A load run in words, and whether it went well. */
import { figuresOf, rounded, say } from '../figures.ts';
import type { Vision } from './checks.ts';
import type { SoakResult } from './load.ts';

/** Counts the errors other than 503, which is the one that a busy server may give. */
function wrongErrors({ statuses }: SoakResult): number {
  return Object.entries(statuses).reduce(
    (n, [status, count]) => (status >= '500' && status !== '503' ? n + count : n),
    0,
  );
}

export type Outcome = { result: SoakResult; lost: string[]; stored: number; vision: Vision };

/**
 * Prints what happened.
 * @returns whether no enrollment was lost, no stranger was let in, every request was answered and every worker is back.
 */
export function tell({ result, lost, stored, vision }: Outcome, seconds: number): boolean {
  const { statuses, unanswered, wrongAcceptances, signIns, enrolled, workerFailures, rssMiB } = result;
  const answered = Object.values(statuses).reduce((a, b) => a + b, 0);
  const without = Object.values(unanswered).reduce((a, b) => a + b, 0);
  const { p50, p95 } = figuresOf(result.milliseconds);
  say(`${answered} requests answered in ${seconds} s (${JSON.stringify(statuses)}), median ${p50} ms, p95 ${p95} ms`);
  say(`${rounded(result.strangerFrames / seconds)} frames of strangers a second`);
  say(`${without} requests without an answer${without > 0 ? ` (${JSON.stringify(unanswered)})` : ''}`);
  say(`${wrongErrors(result)} errors other than 503`);
  say(
    `${enrolled.length} enrollments confirmed, ${lost.length} of them lost; ${stored} people stored, ${vision.people} in the gallery`,
  );
  say(`${signIns.accepted} of ${signIns.tried} sign-ins of a member; ${wrongAcceptances} acceptances of a stranger`);
  say(
    `${workerFailures} failures of a worker, ${vision.ready} of ${vision.workers} are back; 1 restart of the database`,
  );
  say(`Memory every 10 s, MiB: ${rssMiB.join(' ')}`);
  const whole = lost.length === 0 && vision.people === stored && vision.ready === vision.workers;
  return whole && without === 0 && wrongAcceptances === 0 && wrongErrors(result) === 0;
}
