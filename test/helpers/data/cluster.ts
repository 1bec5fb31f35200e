/** A separate PostgreSQL, which a test may stop and start. */
import { join } from 'node:path';
import { findPostgres, keepCluster, type Started, startPostgres } from '../../../scripts/lib/postgres.mjs';
import { projectRoot } from '../root.ts';
import { keptFolder } from './kept.ts';

export type Cluster = Started;

/** What this machine lacks to start one, if anything. */
export const noCluster: string | undefined =
  findPostgres() === undefined
    ? 'PostgreSQL 15 or newer is not installed (Debian: apt-get install postgresql)'
    : undefined;

/** Starts one. @throws {Error} if it does not start. */
export async function startCluster(): Promise<Cluster> {
  // Another version of PostgreSQL needs another one.
  const name = Bun.spawnSync([join(findPostgres() ?? '', 'initdb'), '--version'])
    .stdout.toString()
    .trim();
  const kept = await keptFolder(join(projectRoot, '.cache', 'clusters', name.replace(/[^\w.]+/g, '-')), keepCluster);
  const started = await startPostgres({ kept });
  if ('missing' in started) throw new Error(started.missing);
  return started;
}
