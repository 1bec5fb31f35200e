/** A separate PostgreSQL, which a test may stop and start. */
import { findPostgres, type Started, startPostgres } from '../../../scripts/lib/postgres.mjs';

export type Cluster = Started;

/** What this machine lacks to start one, if anything. */
export const noCluster: string | undefined =
  findPostgres() === undefined
    ? 'PostgreSQL 15 or newer is not installed (Debian: apt-get install postgresql)'
    : undefined;

/** Starts one. @throws {Error} if it does not start. */
export async function startCluster(): Promise<Cluster> {
  const started = await startPostgres();
  if ('missing' in started) throw new Error(started.missing);
  return started;
}
