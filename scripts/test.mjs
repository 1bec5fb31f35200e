/** `npm test`: runs every suite. Tests of the database run on PGlite and on PostgreSQL, those end to end in a browser. */
import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { count, sum } from './lib/junit.mjs';
import { root, run, STOP_SIGNALS, say } from './lib/place.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { ready } from './lib/ready.mjs';
import { suites } from './lib/suites.mjs';

const bun = await ready();
const reports = join(root, 'test-results');
mkdirSync(reports, { recursive: true });
const ci = process.env.CI === 'true';

/** Test files at a time. Each process has a database, which its files share one after the other. */
const together = Math.min(2, availableParallelism());
const sideBySide = together > 1 ? [`--parallel=${together}`, '--no-isolate'] : [];

/**
 * One run of the test runner.
 * @param more further flags.
 */
async function suite(name, files, env = {}, more = []) {
  if (files.length === 0) return { passed: 0, failed: 0, skipped: 0 };
  say(`\n--- ${name} ---`);
  const report = join(reports, `${name.replace(/\W+/g, '-').toLowerCase()}.xml`);
  // A run that dies early must not be counted by an old report.
  rmSync(report, { force: true });
  // PGlite needs four seconds to create a database, which is too close to the default of five.
  const flags = ['--timeout=60000', '--only-failures', '--reporter=junit', `--reporter-outfile=${report}`, ...more];
  const code = await run(bun, ['test', ...flags, ...files], { env: { ...process.env, ...env } });
  return count(report, code);
}

/** Counts a suite that cannot run: as skipped, or as failed under `CI=true`, where nothing may be missing. */
function missing(name, why) {
  say(`skipped: ${name}: ${why}`);
  return ci ? { passed: 0, failed: 1, skipped: 0 } : { passed: 0, failed: 0, skipped: 1 };
}

const { plain, database, faults, endToEnd } = suites();
const postgres = await startPostgres();
const stopped = { by: undefined };
for (const signal of STOP_SIGNALS) process.on(signal, () => (stopped.by = signal));
const counts = [];
try {
  counts.push(await suite('Units on PGlite', plain, { TEST_DATABASE_URL: '' }, sideBySide));
  if ('missing' in postgres) counts.push(missing('PostgreSQL', postgres.missing));
  else if (!stopped.by)
    counts.push(await suite('Database on PostgreSQL', database, { TEST_DATABASE_URL: postgres.url }, sideBySide));
  if (!stopped.by) counts.push(await suite('Faults', faults, { TEST_DATABASE_URL: '' }));
  if (!stopped.by) counts.push(await suite('End to end', endToEnd, { TEST_DATABASE_URL: postgres.url ?? '' }));
} finally {
  await postgres.stop?.();
}
if (stopped.by) counts.push(missing('the rest', `stopped by ${stopped.by}`));
const { passed, failed, skipped } = sum(counts);
say(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed > 0 || stopped.by ? 1 : 0);
