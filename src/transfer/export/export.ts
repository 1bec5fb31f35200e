/** All people as CSV, which an import reads, or as JSON. */
import { BOM, type CsvValue, csvLine, csvLines } from '../../admin/records/csv.ts';
import type { Deps } from '../../deps.ts';
import { happened } from '../../events/events.store.ts';
import { TOLD_COLUMNS } from '../file/columns.ts';
import { consentCell } from '../row/consent.ts';
import { type ExportedRow, readPeople } from './export.store.ts';

export const FORMATS = ['csv', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** People read at a time. */
const BATCH = 500;

const HEADINGS = ['name', 'displayName', 'groups', 'signIn', 'consent', ...TOLD_COLUMNS];

function cellsOf(row: ExportedRow): CsvValue[] {
  const { consentVersion: version, consentedAt: at } = row;
  const consent = version !== null && at ? consentCell({ version, at }) : '';
  return [
    ...[row.name, row.displayName, row.groups.join(';'), row.subject ? 'no' : 'yes', consent],
    ...[row.role, row.disabledAt ? 'yes' : 'no', row.pictures, row.enrolledAt, row.createdAt, row.lastSignInAt],
  ];
}

function objectOf(row: ExportedRow) {
  const { name, displayName, subject, groups, role, disabledAt, pictures } = row;
  const { consentVersion: version, consentedAt: at, enrolledAt, createdAt, lastSignInAt } = row;
  const consent = version === null ? null : { version, at };
  return {
    ...{ name, displayName, groups, signIn: !subject, role, disabled: disabledAt !== null },
    ...{ pictures, consent, enrolledAt, createdAt, lastSignInAt },
  };
}

/** Pieces of the file. Each ends with a line. */
export async function* exportPeople(
  { db, config }: Pick<Deps, 'db' | 'config'>,
  format: Format,
): AsyncGenerator<string> {
  const csv = format === 'csv';
  yield csv ? BOM + csvLine(HEADINGS) : '{"facelogin":1,"people":[\n';
  let after: string | undefined;
  for (;;) {
    const rows = await readPeople(db, config.recognizer, { after, limit: BATCH });
    const more = after !== undefined;
    if (rows.length > 0 && csv) yield csvLines(rows.map(cellsOf));
    if (rows.length > 0 && !csv)
      yield `${more ? ',' : ''}${rows.map((row) => JSON.stringify(objectOf(row))).join(',\n')}\n`;
    if (rows.length < BATCH) break;
    after = rows.at(-1)!.key;
  }
  if (!csv) yield ']}\n';
}

/** The export for the command line. It is written down before the first line. @param take gets the pieces. */
export async function giveExport(
  deps: Pick<Deps, 'db' | 'config' | 'clock'>,
  format: Format,
  take: (piece: string) => Promise<void>,
): Promise<void> {
  const detail = { what: 'people', by: 'console' };
  await happened(deps.db, { at: deps.clock(), userId: null, kind: 'exported', detail });
  for await (const piece of exportPeople(deps, format)) await take(piece);
}
