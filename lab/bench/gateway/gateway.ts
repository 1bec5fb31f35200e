/** `facelogin bench gateway`: how many requests of applications a server checks in a second, on one core. */
import { spawnSync } from 'node:child_process';
import { startPostgres } from '../../../scripts/lib/postgres.mjs';
import { projectRoot } from '../../../src/cli/place.ts';
import type { Config } from '../../../src/config.ts';
import { migrateDatabase } from '../../../src/db/migrate.ts';
import { openDatabase } from '../../../src/db/open.ts';
import { silentLog } from '../../../src/log.ts';
import { firstCore } from '../child.ts';
import { say, writeResults } from '../figures.ts';
import { readOptions } from '../options.ts';
import { withServer } from '../server.ts';
import { type Checks, loadChecks } from './load.ts';
import { withNginx } from './nginx.ts';
import { fillVisits } from './rows.store.ts';

const ORIGIN = 'https://bench.example.org';
/** Checks a second, and milliseconds of the median, that a server of one core should reach. */
const GOOD = { perSecond: 2_000, p50: 1 };

type Given = { people: number; connections: number; seconds: number };

async function prepare(config: Config, people: number): Promise<string[]> {
  const { db, close, kind } = await openDatabase(config, silentLog);
  try {
    await migrateDatabase(db, { kind, root: projectRoot });
    return await fillVisits(db, ORIGIN, people);
  } finally {
    await close();
  }
}

/** Leaves a running process one core, where the system lets us. */
function pin(pid: number): void {
  const core = firstCore();
  if (core !== undefined) spawnSync('taskset', ['-a', '-p', '-c', core, String(pid)]);
}

/** The question that Caddy asks for a picture of a page, with the cookie of one person. */
function questionOf(token: string): string {
  const { host } = new URL(ORIGIN);
  const lines = [
    ...['GET /gateway/forward-auth HTTP/1.1', 'Host: 127.0.0.1', `Cookie: theme=dark; __Host-facelogin=${token}`],
    ...['X-Forwarded-Method: GET', 'X-Forwarded-Proto: https', `X-Forwarded-Host: ${host}`],
    ...['X-Forwarded-Uri: /thumbnails/1234.webp?size=small', 'Accept: image/webp,*/*', 'Sec-Fetch-Mode: no-cors'],
    ...['User-Agent: Mozilla/5.0 (X11; Linux x86_64) bench', 'Accept-Language: en'],
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** @param database the address of a PostgreSQL database; empty: PGlite. */
async function measureServer({ people, connections, seconds }: Given, database: string): Promise<Checks> {
  let tokens: string[] = [];
  return withServer(
    async (config) => {
      tokens = await prepare(config, people);
    },
    ({ url, pid }) => {
      pin(pid);
      const requests = tokens.map(questionOf);
      return loadChecks({ port: Number(new URL(url).port), connections, seconds, requests });
    },
    { DATABASE_URL: database, FACELOGIN_TRUSTED_PROXIES: '127.0.0.1' },
  );
}

/** @returns undefined where PostgreSQL is not installed. */
async function measurePostgres(given: Given): Promise<Checks | undefined> {
  const cluster = await startPostgres();
  if ('missing' in cluster) return undefined;
  try {
    return await measureServer(given, cluster.url);
  } finally {
    await cluster.stop();
  }
}

function measureNginx({ connections, seconds }: Given): Promise<Checks | undefined> {
  return withNginx(({ port, pid }) => {
    pin(pid);
    const requests = ['GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'];
    return loadChecks({ port, connections, seconds, requests });
  });
}

function tell(name: string, { perSecond, p50, p95 }: Checks): void {
  say(`${name.padEnd(32)} ${String(perSecond).padStart(6)} checks/s, median ${p50} ms, p95 ${p95} ms`);
}

/**
 * `[--people 100] [--connections 2] [--seconds 5] [--json FILE]`. PGlite always, PostgreSQL and nginx where they are
 * installed.
 * @returns 1 where a server is slower than it should be.
 */
export async function benchGateway(args: string[]): Promise<number> {
  const values = readOptions(args, { people: '100', connections: '2', seconds: '5' });
  const given = {
    ...{ people: Number(values.people), connections: Number(values.connections), seconds: Number(values.seconds) },
  };
  say(`${given.people} people over ${given.connections} connections, each server on one core`);
  const servers: Record<string, Checks> = { pglite: await measureServer(given, '') };
  tell('FaceLogin, PGlite', servers.pglite!);
  const postgres = await measurePostgres(given);
  if (postgres) {
    servers.postgres = postgres;
    tell('FaceLogin, PostgreSQL', postgres);
  }
  const nginx = await measureNginx(given);
  if (nginx) tell('nginx, auth_request of its own', nginx);
  writeResults(values.json, { gateway: { ...given, ...servers, ...(nginx && { nginx }) } });
  const slow = Object.values(servers).some(({ perSecond, p50 }) => perSecond < GOOD.perSecond || p50 > GOOD.p50);
  if (slow) say(`Less than ${GOOD.perSecond} checks/s, or a median above ${GOOD.p50} ms`);
  return slow ? 1 : 0;
}
