/** `facelogin bench api`: pictures that programs verify and identify in a second. Bench and server share the cores. */
import { enrollPeople } from '../enroll.ts';
import { say, writeResults } from '../figures.ts';
import { numbersOf, readOptions } from '../options.ts';
import { frameOf, pictureLine } from '../picture.ts';
import { withServer } from '../server.ts';
import { addCaller, type Caller } from './key.store.ts';
import { type ApiLoad, loadApi, OPERATIONS } from './load.ts';

type Given = { atOnce: number[]; requests: number; rounds: number; image: Uint8Array<ArrayBuffer> };

/** The round in the middle, by its rate. Other work on the machine makes some slower and none faster. */
export function middleOf(rounds: readonly ApiLoad[]): ApiLoad {
  return rounds.toSorted((one, other) => one.perSecond - other.perSecond)[Math.floor(rounds.length / 2)]!;
}

async function measure(url: string, caller: Caller, { atOnce, requests, rounds, image }: Given): Promise<ApiLoad[]> {
  const measured: ApiLoad[] = [];
  for (const operation of OPERATIONS) {
    for (const several of atOnce) {
      const each: ApiLoad[] = [];
      for (let n = 0; n < rounds; n++)
        each.push(await loadApi(url, caller, { operation, atOnce: several, requests, image }));
      const { perSecond, p50, p95 } = middleOf(each);
      measured.push(middleOf(each));
      say(`  ${operation.padEnd(8)} ${several} at once: ${perSecond} a second, median ${p50} ms, p95 ${p95} ms`);
    }
  }
  return measured;
}

/** `[--frame FILE] [--people 100,1000] [--at-once 1,4] [--requests 100] [--rounds 5] [--json FILE]`. */
export async function benchApi(args: string[]): Promise<number> {
  const values = readOptions(args, {
    ...{ frame: '', people: '100,1000', 'at-once': '1,4', requests: '100', rounds: '5' },
  });
  say(pictureLine(values.frame));
  const [requests, rounds] = [Number(values.requests), Number(values.rounds)];
  const given = { atOnce: numbersOf(values['at-once']), requests, rounds, image: await frameOf(values.frame) };
  const results: { people: number; loads: ApiLoad[] }[] = [];
  for (const people of numbersOf(values.people)) {
    say(`${people} people, the median of ${rounds} rounds of ${requests} requests`);
    let caller: Caller | undefined;
    const prepare = async (config: Parameters<typeof addCaller>[0]) => {
      await enrollPeople(config, people);
      caller = await addCaller(config);
    };
    const loads = await withServer(prepare, ({ url }) => measure(url, caller!, given));
    results.push({ people, loads });
  }
  writeResults(values.json, { api: results });
  return 0;
}
