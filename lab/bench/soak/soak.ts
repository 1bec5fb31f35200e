/**
 * `facelogin bench soak`: a server on PostgreSQL under load while its parts fail. Exit code 1 where anything was lost.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Started, startPostgres } from '../../../scripts/lib/postgres.mjs';
import { figuresOf, say, writeResults } from '../figures.ts';
import { readOptions } from '../options.ts';
import { freePort, memoryOf, startServer, untilReady } from '../server.ts';
import { checkStored, visionAtTheEnd, visionOf } from './checks.ts';
import { jpegsOf } from './client.ts';
import { soakLoad } from './load.ts';
import { tell } from './report.ts';

/** Milliseconds that the database is away. */
const AWAY_MS = 2_000;

function settings(data: string, port: number, databaseUrl: string): Record<string, string> {
  const worker = new URL('./faulty.worker.ts', import.meta.url).href;
  return {
    ...{ FACELOGIN_DATA: data, PORT: String(port), HOST: '127.0.0.1', DATABASE_URL: databaseUrl },
    ...{ FACELOGIN_PUBLIC_URL: '', FACELOGIN_TRUSTED_PROXIES: '', FACELOGIN_METRICS: 'loopback' },
    // A recorded person cannot turn the head as asked.
    ...{ FACELOGIN_LIVENESS: 'off', FACELOGIN_IDENTIFICATION: 'always', FACELOGIN_TEST_WORKER: worker },
  };
}

async function run(cluster: Started, given: { seconds: number; rate: number; stranger: string; person: string }) {
  const data = mkdtempSync(join(tmpdir(), 'facelogin-soak-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { server, complaints } = startServer(settings(data, port, cluster.url));
  const ended = new Promise((resolve) => server.once('exit', resolve));
  try {
    await untilReady(server, url);
    const frames = { stranger: jpegsOf(given.stranger), person: jpegsOf(given.person) };
    const restartDatabase = async () => {
      await cluster.halt();
      await delay(AWAY_MS);
      await cluster.resume();
    };
    const rssMiB = () => memoryOf(server.pid);
    const result = await soakLoad({
      url,
      ...given,
      ...frames,
      vision: () => visionOf(url),
      restartDatabase,
      rssMiB,
      say,
    });
    const checked = await checkStored(cluster.url, result.enrolled);
    return { result, ...checked, vision: await visionAtTheEnd(url), complaints: complaints() };
  } finally {
    server.kill('SIGTERM');
    await ended;
    rmSync(data, { recursive: true, force: true });
  }
}

/**
 * `--stranger FILE --person FILE [--minutes 10] [--rate 40] [--json FILE]`; the files are .mjpeg clips of two people.
 */
export async function benchSoak(args: string[]): Promise<number> {
  const values = readOptions(args, { stranger: undefined, person: undefined, minutes: '10', rate: '40' });
  const { stranger, person } = values;
  if (!stranger || !person) throw new Error('Say whom to show: --stranger FILE and --person FILE, .mjpeg clips.');
  const [seconds, rate] = [Number(values.minutes) * 60, Number(values.rate)];
  if (!(seconds > 0 && rate >= 1)) throw new Error('Say how long and how fast: --minutes 10 --rate 40.');
  const cluster = await startPostgres();
  if ('missing' in cluster) throw new Error(cluster.missing);
  try {
    const { complaints, ...outcome } = await run(cluster, { seconds, rate, stranger, person });
    const good = tell(outcome, seconds);
    const { milliseconds, ...kept } = outcome.result;
    writeResults(values.json, { soak: { ...outcome, result: { ...kept, ...figuresOf(milliseconds) }, seconds, rate } });
    if (!good) process.stderr.write(complaints);
    return good ? 0 : 1;
  } finally {
    await cluster.stop();
  }
}
