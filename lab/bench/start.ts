/** `facelogin bench start`: how long a server takes to start with everybody in its gallery. */
import { enrollPeople } from './enroll.ts';
import { rounded, say, writeResults } from './figures.ts';
import { readOptions } from './options.ts';
import { withServer } from './server.ts';

/** Seconds from the start of the process until it answers, and until it has everybody. */
type StartResult = { people: number; listening: number; ready: number; rssMiB: number | undefined };

/** `[--people 10000] [--json FILE]`. */
export async function benchStart(args: string[]): Promise<number> {
  const values = readOptions(args, { people: '10000' });
  const people = Number(values.people);
  const start = await withServer(
    (config) => enrollPeople(config, people),
    async ({ rssMiB }, times): Promise<StartResult> => {
      return {
        people,
        listening: rounded(times.listening / 1000),
        ready: rounded(times.ready / 1000),
        rssMiB: rssMiB(),
      };
    },
  );
  say(
    `With ${people} people enrolled the server answers after ${start.listening} s and has everybody in its gallery ` +
      `after ${start.ready} s (${start.rssMiB ?? 'unknown'} MiB).`,
  );
  writeResults(values.json, { start });
  return 0;
}
