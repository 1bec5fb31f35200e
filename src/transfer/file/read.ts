/** Reads a CSV file of people: which delimiter it has, which columns, and what each row says. */
import { CsvError, parse } from 'csv-parse/sync';
import { FileProblem, type Why } from '../why.ts';
import { type Cells, COLUMNS, columnOf, isTold } from './columns.ts';
import { decodeText } from './decode.ts';

/** Rows of a file, at most. */
export const MOST_ROWS = 10_000;
/** Characters of a row, at most. */
const ROW_CHARACTERS = 16_384;
/** Excel writes semicolons where the comma is the decimal mark. */
const DELIMITERS = [',', ';', '\t'] as const;

/** `line`: where the row ends in the file, from 1. `problem`: the row cannot be read. */
export type FileRow = { line: number; cells: Cells; problem?: Why };
/** `unread`: headings of columns that were not read. */
export type PeopleFile = { rows: FileRow[]; unread: string[] };

type Parsed = { record: string[]; info: { lines: number } };

const OPTIONS = {
  info: true,
  relax_column_count: true,
  skip_empty_lines: true,
  max_record_size: ROW_CHARACTERS,
} as const;

/** @throws {FileProblem} for a quote that is not closed and the like, with its line. */
function parseWith(text: string, delimiter: string, more: object = {}): Parsed[] {
  try {
    return parse(text, { ...OPTIONS, delimiter, ...more }) as unknown as Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as unknown as { lines?: number };
    const large = error.code === 'CSV_MAX_RECORD_SIZE';
    const vars = { line: lines ?? 1, most: ROW_CHARACTERS };
    throw new FileProblem({ key: large ? 'import.file.row-large' : 'import.file.quotes', vars });
  }
}

/** The delimiter with which the first line names the most columns. @throws {FileProblem} where none names `name`. */
function delimiterOf(text: string): (typeof DELIMITERS)[number] {
  const score = (delimiter: string) => {
    const [head] = parseWith(text, delimiter, { to: 1 });
    return (head?.record ?? []).filter((heading) => columnOf(heading.trim()) !== undefined).length;
  };
  const scores = DELIMITERS.map((delimiter) => ({ delimiter, found: score(delimiter) }));
  const best = scores.reduce((one, other) => (other.found > one.found ? other : one));
  if (best.found === 0) throw new FileProblem({ key: 'import.file.header', vars: { columns: COLUMNS.join(', ') } });
  return best.delimiter;
}

/** The place of each column. @throws {FileProblem} for a column that is there twice, and where `name` is missing. */
function placesOf(headings: readonly string[]): Map<keyof Cells, number> {
  const places = new Map<keyof Cells, number>();
  for (const [place, heading] of headings.entries()) {
    const column = columnOf(heading);
    if (column === undefined) continue;
    if (places.has(column)) throw new FileProblem({ key: 'import.file.twice', vars: { column } });
    places.set(column, place);
  }
  if (!places.has('name')) throw new FileProblem({ key: 'import.file.header', vars: { columns: COLUMNS.join(', ') } });
  return places;
}

/** An export guards a cell that a spreadsheet would take for a formula by an apostrophe. */
function unguarded(cell: string): string {
  return /^'[=+\-@\t\r\n]/.test(cell) ? cell.slice(1) : cell;
}

/** @throws {FileProblem} for a file that is no such table. */
export function readPeopleFile(bytes: Uint8Array): PeopleFile {
  const text = decodeText(bytes);
  const [head, ...body] = parseWith(text, delimiterOf(text), { to: MOST_ROWS + 2 });
  const headings = head!.record.map((heading) => heading.trim());
  const places = placesOf(headings);
  const filled = body.filter(({ record }) => record.some((cell) => cell.trim() !== ''));
  if (filled.length === 0) throw new FileProblem({ key: 'import.file.no-rows' });
  if (filled.length > MOST_ROWS) throw new FileProblem({ key: 'import.file.rows', vars: { most: MOST_ROWS } });
  const rows = filled.map(({ record, info }): FileRow => {
    const cellOf = (column: keyof Cells) => unguarded(record[places.get(column) ?? -1] ?? '');
    const cells = Object.fromEntries(COLUMNS.map((column) => [column, cellOf(column)])) as Cells;
    const more = record.slice(headings.length).some((cell) => cell.trim() !== '');
    return { line: info.lines, cells, ...(more && { problem: { key: 'import.row.cells' as const } }) };
  });
  return { rows, unread: headings.filter((heading) => columnOf(heading) === undefined && !isTold(heading)) };
}
