/** What every bench does with its times: it takes the median and the 95th percentile, prints a line, writes a file. */
import { writeFileSync } from 'node:fs';

/** Milliseconds, to a hundredth. */
export type Figures = { p50: number; p95: number };

/** Median and 95th percentile of some milliseconds in any order; 0 where there are none. */
export function figuresOf(times: readonly number[]): Figures {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: rounded(at(0.5)), p95: rounded(at(0.95)) };
}

/** Rounds to a hundredth. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/**
 * Runs a task again and again, one run after the other.
 * @param given.warmUp runs before those that count: they warm the compiler up.
 * @returns the milliseconds of each run that counts.
 */
export async function timesOf(
  { warmUp, rounds }: { warmUp: number; rounds: number },
  task: () => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < warmUp + rounds; i++) {
    const start = performance.now();
    await task();
    times.push(performance.now() - start);
  }
  return times.slice(warmUp);
}

/** Prints a line for people. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Writes the results where `--json` asks for it. */
export function writeResults(file: string | undefined, results: object): void {
  if (file !== undefined) writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}
