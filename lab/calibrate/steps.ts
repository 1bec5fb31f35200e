/** The FMRs of a table, and the digits of its scores. */

/** Steps of 1, 2 and 5 from 0.1 down to the first one at or below `lowest`. */
export function fmrSteps(lowest: number): number[] {
  const steps: number[] = [];
  for (let decade = 1; steps.at(-1) === undefined || steps.at(-1)! > lowest; decade++) {
    for (const digit of [10, 5, 2]) if ((steps.at(-1) ?? 1) > lowest) steps.push(digit / 10 ** (decade + 1));
  }
  return steps;
}

/** The steps above `reach`, and `reach` itself. */
export function fmrsTo(reach: number): number[] {
  return [...fmrSteps(reach).filter((fmr) => fmr > reach), reach];
}

/** Rounds up to five digits, so that a threshold never lets in more than was measured. */
export function roundedUp(score: number): number {
  return Math.ceil(score * 1e5) / 1e5;
}
