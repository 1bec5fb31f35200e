/** How values of the embedded database are read. */
import type { PGlite, QueryOptions, Transaction } from '@electric-sql/pglite';
import { types } from '@electric-sql/pglite';

/** numeric[], timestamp[], timestamptz[], interval[], date[]: object ids of PostgreSQL's catalogue. */
const ARRAYS = [1231, 1115, 1185, 1187, 1182];
/** What drizzle reads by itself, from the text that PostgreSQL writes (`drizzle-orm/pglite/session.js`). */
const AS_TEXT = [types.TIMESTAMP, types.TIMESTAMPTZ, types.INTERVAL, types.DATE, ...ARRAYS];

const same = (value: string) => value;

function keepParsers(of: Pick<Transaction, 'query'>): void {
  const query = of.query.bind(of) as (text: string, given?: unknown[], options?: QueryOptions) => Promise<unknown>;
  const plain = (text: string, given?: unknown[], options?: QueryOptions) =>
    query(text, given, options && { ...options, parsers: undefined });
  Object.assign(of, { query: plain });
}

/**
 * Sets drizzle's parsers once. Drizzle gives them with each statement, and PGlite then copies its table of some hundred
 * parsers: half of the processor time of a small statement.
 * @param client that is ready.
 */
export function setParsers(client: PGlite): void {
  for (const type of AS_TEXT) client.parsers[type] = same;
  keepParsers(client);
  const transaction = client.transaction.bind(client);
  client.transaction = (work) =>
    transaction((tx) => {
      keepParsers(tx);
      return work(tx);
    });
}
