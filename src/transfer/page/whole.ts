/** Imports a file in one request, without photos: what the page does without a script. */
import { hashPassword } from '../../crypto/passwords.ts';
import { newToken } from '../../crypto/tokens.ts';
import type { FileRow } from '../file/read.ts';
import type { RowResult } from '../report.ts';
import type { ImportDeps } from '../row/import.ts';
import type { Doer } from '../row/write.ts';
import { importFileRow } from '../run.ts';

/** Milliseconds after which no further row is begun: a request has to be answered. */
const BUDGET_MS = 40_000;
/** Milliseconds of the request, at most. */
export const WHOLE_MS = 60_000;

/** @returns a result for each row that there was time for. The others are reached by the next run of the same file. */
export async function importWhole(
  deps: ImportDeps,
  doer: Doer,
  { rows, dryRun, budgetMs = BUDGET_MS }: { rows: readonly FileRow[]; dryRun: boolean; budgetMs?: number },
): Promise<RowResult[]> {
  // Nobody knows the password, and a hash for each account would take most of the time.
  const passwordHash = dryRun ? '' : await hashPassword(newToken());
  const results: RowResult[] = [];
  const end = performance.now() + budgetMs;
  for (const row of rows) {
    if (performance.now() > end) break;
    results.push(await importFileRow(deps, doer, { row, photos: [], dryRun, passwordHash }));
  }
  return results;
}
