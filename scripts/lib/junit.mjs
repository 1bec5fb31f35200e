/** What a JUnit report of `bun test` counts. */
import { readFileSync } from 'node:fs';

/**
 * @param {string} file the report
 * @param {number} code exit code of the run that wrote it
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
export function count(file, code) {
  let root;
  try {
    root = readFileSync(file, 'utf8').match(/<testsuites\b[^>]*>/)?.[0];
  } catch {
    root = undefined;
  }
  const number = (name) => Number(root?.match(new RegExp(`\\b${name}="(\\d+)"`))?.[1] ?? Number.NaN);
  const [tests, failures, skipped] = ['tests', 'failures', 'skipped'].map(number);
  // No report, or one that is not ours: nothing is known to have passed.
  if ([tests, failures, skipped].some(Number.isNaN)) return { passed: 0, failed: 1, skipped: 0 };
  // A file that does not load is in no report; the exit code alone tells of it.
  const unseen = code !== 0 && failures === 0 ? 1 : 0;
  return { passed: tests - failures - skipped, failed: failures + unseen, skipped };
}

/** The sum of several counts. */
export function sum(counts) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const one of counts) for (const key of Object.keys(total)) total[key] += one[key];
  return total;
}
