/** The report of an import, as the page shows it. */
import { ReportLine, type ReportRow } from '../../../templates/admin/people/import-report.tsx';
import { BOM, csvLine, csvLines } from '../../admin/records/csv.ts';
import type { Translate } from '../../i18n/index.ts';
import { countResults, hasRefusal, type RowResult, reportCells, reportHeads } from '../report.ts';

function rowOf(result: RowResult, t: Translate): ReportRow {
  return { state: result.state, refused: hasRefusal(result), cells: reportCells(result, t) };
}

/** A whole report, and the same as a file in base64. */
export function wholeReport(results: readonly RowResult[], t: Translate) {
  const rows = results.map((result) => rowOf(result, t));
  const file = BOM + csvLine(reportHeads(t)) + csvLines(rows.map(({ cells }) => cells));
  return { rows, counts: countResults(results), csv: Buffer.from(file).toString('base64') };
}

/** One row for the script: its line of the table, its line of the file, and what it adds to the counts. */
export async function rowReport(result: RowResult, t: Translate) {
  const row = rowOf(result, t);
  const html = String(await (<ReportLine heads={reportHeads(t)} row={row} />));
  return { line: result.line, html, csv: csvLine(row.cells), refused: row.refused, counts: countResults([result]) };
}

/** The first line of the file. */
export function reportStart(t: Translate): string {
  return BOM + csvLine(reportHeads(t));
}
