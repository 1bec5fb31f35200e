/** SQL of lists that are ordered by time and id, the newest first: a cursor names the row after which a page begins. */
import { type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';

/** The row after which a page begins. `micros`: its time in microseconds since 1970. */
export type Cursor = { micros: string; id: string };

/** Selects the exact time of a row, for the cursor: a `Date` rounds it to milliseconds. */
export function microsOf(time: PgColumn): SQL<string> {
  return sql<string>`(extract(epoch from ${time}) * 1000000)::bigint::text`;
}

/** Selects the rows behind the cursor. */
export function isAfter(time: PgColumn, id: PgColumn, { micros, id: last }: Cursor): SQL {
  const at = sql`timestamptz 'epoch' + ${micros}::bigint * interval '1 microsecond'`;
  return sql`(${time}, ${id}) < (${at}, ${last}::uuid)`;
}
