/** What the database is asked: a measure of work that no busy machine disturbs. */
import type { Database } from '../../../src/db/open.ts';

type Session = { options: { logger?: { logQuery(query: string): void } } };

/** The statements of every transaction that `work` runs, without their values, in their order. */
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
