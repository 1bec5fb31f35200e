/** Attempts and the audit trail as CSV: all rows that the filter of the page selects. */

import type { Cursor } from '../../db/keyset.ts';
import type { Queryable } from '../../db/open.ts';
import { type AttemptFilter, listAttempts } from './attempts.store.ts';
import { type AuditFilter, listAudit } from './audit.store.ts';
import { type CsvValue, csvStream } from './csv.ts';

/** Rows read at a time. */
const BATCH_ROWS = 500;

async function* inBatches<Row extends Cursor>(
  read: (after: Cursor | undefined) => Promise<Row[]>,
  columns: (row: Row) => CsvValue[],
): AsyncGenerator<CsvValue[][]> {
  let after: Cursor | undefined;
  for (;;) {
    const rows = await read(after);
    if (rows.length > 0) yield rows.map(columns);
    if (rows.length < BATCH_ROWS) return;
    after = rows.at(-1);
  }
}

const ATTEMPT_COLUMNS = [
  ...['id', 'opened_at', 'ended_at', 'outcome', 'reason', 'mode', 'recognizer', 'person', 'claimed', 'frames'],
  ...['best_score', 'liveness', 'scores', 'not_clear_between'],
];

function json(value: object | null): string | null {
  return value && JSON.stringify(value);
}

export function exportAttempts(db: Queryable, filter: AttemptFilter, now: Date): ReadableStream<Uint8Array> {
  const batches = inBatches(
    (after) => listAttempts(db, filter, { now, after, limit: BATCH_ROWS }),
    (row) => [
      ...[row.id, row.openedAt, row.endedAt, row.outcome, row.reason, row.mode, row.recognizer, row.username],
      ...[row.claimedName, row.frames, row.bestScore, json(row.liveness), json(row.scores)],
      row.rivals.map(({ name }) => name).join(' ') || null,
    ],
  );
  return csvStream(ATTEMPT_COLUMNS, batches);
}

const AUDIT_COLUMNS = ['id', 'at', 'kind', 'person', 'pseudonym', 'actor', 'detail'];

export function exportAudit(db: Queryable, filter: AuditFilter): ReadableStream<Uint8Array> {
  const batches = inBatches(
    (after) => listAudit(db, filter, { after, limit: BATCH_ROWS }),
    (row) => [row.id, row.at, row.kind, row.username, row.pseudonym, row.actorName, json(row.detail)],
  );
  return csvStream(AUDIT_COLUMNS, batches);
}
