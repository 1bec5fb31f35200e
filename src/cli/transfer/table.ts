/** The report of an import on the terminal. */
import { translator } from '../../i18n/index.ts';
import {
  countResults,
  hasRefusal,
  type RowResult,
  reasonText,
  reportCells,
  reportHeads,
} from '../../transfer/report.ts';

const t = translator('en');
const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Whether an administrator should look at a row. */
function needsLook(result: RowResult): boolean {
  return hasRefusal(result) || reasonText(result, t) !== '';
}

/** A row per line. The last column is as long as it has to be. */
function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => [...row[column]!].length)));
  for (const row of rows) {
    const cells = row.map((cell, column) => cell + ' '.repeat(widths[column]! - [...cell].length));
    say(cells.join('  ').trimEnd());
  }
}

/** Line breaks and escapes of a file could draw over the terminal. */
function plain(cell: string | number): string {
  return String(cell).replace(/\p{Cc}/gu, ' ');
}

/**
 * Prints what was refused and why, and how many rows went how. @returns the exit code: 1 where anything was refused.
 */
export function printReport(results: readonly RowResult[], { dryRun }: { dryRun: boolean }): number {
  const shown = results.filter(needsLook).map((result) => reportCells(result, t).map(plain));
  if (shown.length > 0) printTable([reportHeads(t), ...shown]);
  const counts = countResults(results);
  say(t('import.counts', counts));
  say(t('import.counts.photos', counts));
  if (dryRun) say('This was a dry run: nothing was written.');
  return results.some(hasRefusal) ? 1 : 0;
}

/** A line that is written over, where somebody watches. */
export function createProgress(total: number): (done: number) => void {
  if (!process.stderr.isTTY) return () => {};
  return (done) => void process.stderr.write(`\r${done} of ${total}${done === total ? '\n' : ''}`);
}
