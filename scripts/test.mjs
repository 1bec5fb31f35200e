/** `npm test`: every suite; what works on the database on PGlite and on PostgreSQL; end to end in a browser. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { count, sum } from './lib/junit.mjs';
import { root, run, STOP_SIGNALS, say } from './lib/place.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { ready } from './lib/ready.mjs';
import { suites } from './lib/suites.mjs';
import { completeTimings } from './lib/timings.mjs';

const bun = await ready();
const reports = join(root, 'test-results');
mkdirSync(reports, { recursive: true });
const ci = process.env.CI === 'true';
/** Bytes that the files of a run take at most, several times over. */
const ROOM = 4 * 2 ** 30;

/** In memory where it has room: each database that a test copies has a thousand files. */
function placeForFiles() {
  const memory = '/dev/shm';
  if (process.env.TMPDIR || !existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > ROOM ? memory : tmpdir();
}

/** Of this run alone, so that nothing stays of a test that is killed. A short name: sockets lie below it. */
const temporary = mkdtempSync(join(placeForFiles(), 'fl-'));
process.env.TMPDIR = temporary;
// PostgreSQL, which does not run as root, has a folder of its own in it.
chmodSync(temporary, 0o711);
/**
 * JavaScriptCore's last compilers, of scripts and of WebAssembly, its concurrent collector, and memory given back pay in
 * a long run. A test's process ends before: without them it takes a fifth less of the processor.
 */
const SHORT = {
  ...{ BUN_JSC_useFTLJIT: '0', BUN_JSC_useOMGJIT: '0', BUN_JSC_useConcurrentGC: '0' },
  MIMALLOC_PURGE_DELAY: '-1',
};
const environment = { ...process.env, ...SHORT };

/**
 * Test processes at a time: each has its database, its ports and its browser, which its files share one after the other.
 * Units use the processor all the time, and each process compiles their code anew. PostgreSQL is waited for, and the
 * slow files wait most, for a browser or a clock.
 */
const CORES = Math.min(2, availableParallelism());
const TOGETHER = { units: CORES, database: CORES + 1, slow: 2 * CORES + 1 };
/** How long each file took: see `completeTimings`. */
const timings = join(root, '.cache', 'test-timings.json');
mkdirSync(join(root, '.cache'), { recursive: true });

/**
 * One run of the test runner. Its old report goes first: a run that dies early must not be counted by it.
 * @param settings.processes test processes at a time. @param settings.seconds that a test may take where it says nothing.
 */
async function suite(name, files, { processes, database = '', seconds = 60 }) {
  if (files.length === 0) return { passed: 0, failed: 0, skipped: 0 };
  say(`\n--- ${name} ---`);
  const report = join(reports, `${name.replace(/\W+/g, '-').toLowerCase()}.xml`);
  rmSync(report, { force: true });
  completeTimings(timings, files);
  const flags = [
    ...[`--timeout=${seconds * 1_000}`, '--only-failures', '--reporter=junit', `--reporter-outfile=${report}`],
    ...[`--parallel=${processes}`, '--no-isolate', `--timings=${timings}`, '--update-timings'],
    // A test process that is killed leaves no server and no browser behind.
    '--no-orphans',
  ];
  const env = { ...environment, TEST_DATABASE_URL: database };
  return count(report, await run(bun, ['test', ...flags, ...files], { env }));
}

/** Counts a suite that cannot run: as skipped, or as failed under `CI=true`, where nothing may be missing. */
function missing(name, why) {
  say(`skipped: ${name}: ${why}`);
  return ci ? { passed: 0, failed: 1, skipped: 0 } : { passed: 0, failed: 0, skipped: 1 };
}

const { units, database, slow } = suites();
const postgres = await startPostgres();
const stopped = { by: undefined };
for (const signal of STOP_SIGNALS) process.on(signal, () => (stopped.by = signal));
const counts = [];
try {
  await run(bun, ['test/helpers/prepare.ts'], { env: environment });
  if (!stopped.by) counts.push(await suite('Units on PGlite', units, { processes: TOGETHER.units }));
  if ('missing' in postgres) counts.push(missing('PostgreSQL', postgres.missing));
  const { url } = postgres;
  const onPostgres = { database: url, processes: TOGETHER.database };
  if (url && !stopped.by) counts.push(await suite('Database on PostgreSQL', database, onPostgres));
  const whole = { database: url, processes: TOGETHER.slow, seconds: 300 };
  if (!stopped.by) counts.push(await suite('Pictures, faults, end to end', slow, whole));
} finally {
  await postgres.stop?.();
  rmSync(temporary, { recursive: true, force: true });
}
if (stopped.by) counts.push(missing('the rest', `stopped by ${stopped.by}`));
const { passed, failed, skipped } = sum(counts);
say(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed > 0 || stopped.by ? 1 : 0);
