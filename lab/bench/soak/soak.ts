/** `facelogin bench soak`: a server on PostgreSQL under load while its parts fail. Exit code 1 where it lost anything. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Started, startPostgres } from '../../../scripts/lib/postgres.mjs';
import { createClient } from '../../../src/db/postgres.ts';
import { figuresOf, rounded, say, writeResults } from '../figures.ts';
import { freePort, memoryOf, startServer, untilReady } from '../server.ts';
import { jpegsOf } from './client.ts';
import { type SoakResult, soakLoad } from './load.ts';

/** Milliseconds that the database is away. */
const AWAY_MS = 2_000;
/** Milliseconds that the workers have to be back in after the last failure. */
const BACK_MS = 10_000;

/** Confirmed enrollments without stored templates, and how many people have some. */
async function checkStored(url: string, enrolled: readonly string[]): Promise<{ lost: string[]; stored: number }> {
  const sql = createClient(url, { max: 1 });
  try {
    const rows = await sql<{ username: string }[]>`
      select distinct username from users join face_templates on user_id = users.id`;
    const stored = new Set(rows.map(({ username }) => username));
    return { lost: enrolled.filter((name) => !stored.has(name)), stored: stored.size };
  } finally {
    await sql.end();
  }
}

/** What the server tells of its workers: of the gallery, the smallest of theirs. */
async function visionOf(url: string): Promise<{ people: number; workers: number; ready: number; restarts: number }> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const figure = (name: string) => Number(new RegExp(`^facelogin_${name} (\\d+)`, 'm').exec(text)?.[1] ?? Number.NaN);
  const [people, workers] = [figure('gallery_people'), figure('vision_workers')];
  return { people, workers, ready: figure('vision_workers_ready'), restarts: figure('vision_restarts') };
}

/** The same once every worker is there, which takes a moment after the last failure. */
async function visionAtTheEnd(url: string): ReturnType<typeof visionOf> {
  const until = performance.now() + BACK_MS;
  for (;;) {
    const vision = await visionOf(url);
    if (vision.ready === vision.workers || performance.now() > until) return vision;
    await delay(100);
  }
}

/** Errors that are none of the answers a busy server may give. */
function wrongErrors({ statuses }: SoakResult): number {
  return Object.entries(statuses).reduce(
    (n, [status, count]) => (status >= '500' && status !== '503' ? n + count : n),
    0,
  );
}

type Outcome = { result: SoakResult; lost: string[]; stored: number; vision: Awaited<ReturnType<typeof visionOf>> };

/** @returns whether nothing was lost, nobody wrong let in, everybody answered, every worker back. */
function tell({ result, lost, stored, vision }: Outcome, seconds: number): boolean {
  const { statuses, unanswered, wrongAcceptances, signIns, enrolled, workerFailures, rssMiB } = result;
  const answered = Object.values(statuses).reduce((a, b) => a + b, 0);
  const without = Object.values(unanswered).reduce((a, b) => a + b, 0);
  const { p50, p95 } = figuresOf(result.milliseconds);
  say(`${answered} requests answered in ${seconds} s (${JSON.stringify(statuses)}), median ${p50} ms, p95 ${p95} ms`);
  say(`${rounded(result.strangerFrames / seconds)} frames of strangers a second`);
  say(`${without} requests without an answer${without > 0 ? ` (${JSON.stringify(unanswered)})` : ''}`);
  say(`${wrongErrors(result)} errors other than 503`);
  say(
    `${enrolled.length} enrollments confirmed, ${lost.length} of them lost; ${stored} people stored, ${vision.people} in the gallery`,
  );
  say(`${signIns.accepted} of ${signIns.tried} sign-ins of a member; ${wrongAcceptances} acceptances of a stranger`);
  say(
    `${workerFailures} failures of a worker, ${vision.ready} of ${vision.workers} are back; 1 restart of the database`,
  );
  say(`Memory every 10 s, MiB: ${rssMiB.join(' ')}`);
  const whole = lost.length === 0 && vision.people === stored && vision.ready === vision.workers;
  return whole && without === 0 && wrongAcceptances === 0 && wrongErrors(result) === 0;
}

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

/** `--stranger FILE --person FILE [--minutes 10] [--rate 40] [--json FILE]`; the files are .mjpeg clips of two people. */
export async function benchSoak(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      stranger: { type: 'string' },
      person: { type: 'string' },
      minutes: { type: 'string', default: '10' },
      rate: { type: 'string', default: '40' },
      json: { type: 'string' },
    },
  });
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
