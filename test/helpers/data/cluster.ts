/** A PostgreSQL of a test's own, which the test may stop and start. */
import { findPostgres, type Started, startPostgres } from '../../../scripts/lib/postgres.mjs';

export type Cluster = Started;

/** What is missing on this machine to start one, if anything. */
export const noCluster: string | undefined =
  findPostgres() === undefined
    ? 'PostgreSQL 15 or newer is not installed (Debian: apt-get install postgresql)'
    : undefined;

/** @throws {Error} where it cannot be started. */
export async function startCluster(): Promise<Cluster> {
  const started = await startPostgres();
  if ('missing' in started) throw new Error(started.missing);
  return started;
}
