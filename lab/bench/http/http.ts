/** `facelogin bench http`: a real server under browsers that poll it. Both share the cores of the machine. */
import { enrollPeople } from '../enroll.ts';
import { say, writeResults } from '../figures.ts';
import { numbersOf, readOptions } from '../options.ts';
import { frameOf, pictureLine } from '../picture.ts';
import { type BenchServer, withServer } from '../server.ts';
import { type Load, type LoadResult, load } from './load.ts';

/** A rate counts as reached while 95 % of the answers come within this. */
const GOOD_MS = 500;
/** Seconds of a minute that are counted. Before them passes the time of a camera session. */
const COUNTED_S = 30;

function tell({ clients, framesPerSecond, p50, p95, refused503 }: LoadResult): void {
  const refused = refused503 > 0 ? `, ${refused503} told to come again` : '';
  say(
    `${String(clients).padStart(4)} browsers: ${framesPerSecond} frames/s, median ${p50} ms, p95 ${p95} ms${refused}`,
  );
}

/** The highest rate at which 95 % of the answers came soon. */
function highestRate(results: readonly LoadResult[]): number {
  return Math.max(0, ...results.filter(({ p95 }) => p95 < GOOD_MS).map(({ framesPerSecond }) => framesPerSecond));
}

async function measureRates(server: BenchServer, clients: number[], given: Omit<Load, 'clients'>): Promise<object> {
  const http: LoadResult[] = [];
  for (const count of clients) {
    http.push(await load(server, { ...given, clients: count }));
    tell(http.at(-1)!);
  }
  const highest = highestRate(http);
  say(`Highest rate with 95 % of the answers within ${GOOD_MS} ms: ${highest} frames/s`);
  return { http, highestFramesPerSecond: highest };
}

/** Prints the memory of the server under a steady load, minute by minute. */
async function measureMemory(server: BenchServer, minutes: number, given: Load): Promise<object> {
  await load(server, { ...given, seconds: COUNTED_S });
  const rssMiB = [server.rssMiB()];
  say(`Minute 0: ${rssMiB[0]} MiB`);
  for (let minute = 1; minute <= minutes; minute++) {
    const result = await load(server, { ...given, seconds: COUNTED_S });
    rssMiB.push(server.rssMiB());
    say(`Minute ${minute}: ${rssMiB.at(-1)} MiB, ${result.framesPerSecond} frames/s, p95 ${result.p95} ms`);
  }
  return { memory: { minutes, clients: given.clients, rssMiB } };
}

/**
 * `[--frame FILE] [--people 1000] [--clients 1,10,…] [--seconds 20] [--interval 2000] [--minutes 10] [--json FILE]`.
 * It measures the rates with each number of clients. With `--minutes` it measures the memory of the server in their
 * place, under the first number.
 */
export async function benchHttp(args: string[]): Promise<number> {
  const values = readOptions(args, {
    ...{ frame: '', people: '1000', clients: '1,10,40,80,120,160,200' },
    ...{ seconds: '20', interval: '2000', minutes: undefined },
  });
  const image = await frameOf(values.frame);
  say(pictureLine(values.frame));
  const clients = numbersOf(values.clients);
  const given = { image, seconds: Number(values.seconds), interval: Number(values.interval) };
  const results = await withServer(
    (config) => enrollPeople(config, Number(values.people)),
    (server) =>
      values.minutes === undefined
        ? measureRates(server, clients, given)
        : measureMemory(server, Number(values.minutes), { ...given, clients: clients[0]! }),
  );
  writeResults(values.json, results);
  return 0;
}
