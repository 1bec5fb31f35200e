/** Records statements of the database: a measure of work that a busy machine does not disturb. */
import type { Database } from '../../../src/db/open.ts';

type Session = { options: { logger?: { logQuery(query: string): void } } };

/** Runs `work`. @returns the statements of all its transactions, in order, without values. */
export async function queriesOf(db: Database, work: () => Promise<unknown>): Promise<string[]> {
  // drizzle gives the options of its session to each transaction when it begins.
  const { options } = (db as unknown as { _: { session: Session } })._.session;
  const queries: string[] = [];
  options.logger = { logQuery: (query) => void queries.push(query) };
  try {
    await work();
  } finally {
    delete options.logger;
  }
  return queries;
}
