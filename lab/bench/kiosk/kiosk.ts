/**
 * `facelogin bench kiosk`: a kiosk before which people and strangers come and go, with a network that is cut twice. Exit
 * code 1 where a person was not greeted once a visit, a stranger was greeted, or the memory grew.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { say, writeResults } from '../figures.ts';
import { readOptions } from '../options.ts';
import { type BenchServer, withServer } from '../server.ts';
import { addAdministrator, enroll, signIn } from './people.ts';
import { expectedOf, type Scene, scheduleOf } from './schedule.ts';
import { makeGroup, makeKiosk } from './site.ts';
import type { Tablet } from './tablet.ts';
import { makeVideo, picturesOf } from './video.ts';

/** Folders of `--people`: who is enrolled, and who is not. */
const PEOPLE = ['auduno', 'lp_d0', 'lp_d12', 'lp_d9'];
const STRANGERS = ['franck', 'lp_d20'];
/** Milliseconds that the network is away: for a while in a quiet minute, and for a moment when somebody comes. */
const LONG_MS = 10_000;
const SHORT_MS = 3_000;
/** MiB by which the page's heap may grow after its first quarter. */
const GROWTH_MIB = 3;

/** A recorded person cannot turn the head as asked. */
const RECORDED = { FACELOGIN_LIVENESS: 'off' };

type Memory = Awaited<ReturnType<Tablet['memory']>> & { serverMiB: number | undefined };

async function cut(tablet: Tablet, milliseconds: number): Promise<void> {
  await tablet.setOffline(true);
  await delay(milliseconds);
  await tablet.setOffline(false);
}

/** Runs the schedule to its end. @returns the greetings, and the memory after a quarter and at the end. */
async function run(tablet: Tablet, server: BenchServer, scenes: readonly Scene[]) {
  const began = performance.now();
  const until = (seconds: number) => delay(Math.max(0, began + seconds * 1_000 - performance.now()));
  const end = scenes.at(-1)!.from + scenes.at(-1)!.seconds;
  const memory = async (): Promise<Memory> => ({ ...(await tablet.memory()), serverMiB: server.rssMiB() });
  const visits = scenes.filter(({ who }) => who !== undefined);
  const empty = scenes.filter(({ who }) => who === undefined);
  const cuts = [
    { at: empty.toSorted((a, b) => b.seconds - a.seconds)[0]!.from, ms: LONG_MS },
    { at: visits[visits.length >> 1]!.from, ms: SHORT_MS },
  ];
  const taken: Memory[] = [];
  const acts = [
    ...cuts.map(({ at, ms }) => ({ at, act: () => cut(tablet, ms) })),
    { at: end / 4, act: async () => void taken.push(await memory()) },
  ].sort((a, b) => a.at - b.at);
  for (const { at, act } of acts) {
    await until(at);
    await act();
  }
  await until(end);
  return { greetings: await tablet.greetings(), early: taken[0]!, late: await memory() };
}

function judge(run: { greetings: string[]; early: Memory; late: Memory }, expected: ReadonlyMap<string, number>) {
  const counted = (person: string) =>
    run.greetings.filter((text) => text === `Welcome, ${person}` || text === `Goodbye, ${person}`).length;
  const people = [...expected].map(([person, visits]) => ({ person, visits, greeted: counted(person) }));
  const known = people.reduce((sum, { greeted }) => sum + greeted, 0);
  const strangers = run.greetings.length - known;
  const right = people.every(({ visits, greeted }) => visits === greeted) && strangers === 0;
  const flat = run.late.heapMiB - run.early.heapMiB <= GROWTH_MIB && run.late.nodes <= run.early.nodes + 50;
  return { people, strangers, right, flat, early: run.early, late: run.late };
}

function report({ people, strangers, early, late }: ReturnType<typeof judge>): void {
  for (const { person, visits, greeted } of people) say(`${person}: greeted ${greeted} times in ${visits} visits.`);
  say(`Strangers greeted: ${strangers}. The network was cut twice.`);
  const memory = ({ heapMiB, nodes, serverMiB }: Memory) =>
    `page ${heapMiB} MiB and ${nodes} nodes, server ${serverMiB} MiB`;
  say(`Memory after a quarter: ${memory(early)}. At the end: ${memory(late)}.`);
}

/** `--people DIR [--minutes 10] [--chromium PATH] [--json FILE]`. DIR: a folder for each person, as `webcam-id` has. */
export async function benchKiosk(args: string[]): Promise<number> {
  const values = readOptions(args, { people: undefined, minutes: '10', chromium: 'chromium' });
  if (values.people === undefined) throw new Error('Say where the pictures are: --people DIR.');
  const pictures = values.people;
  const { openTablet } = await import('./tablet.ts');
  const scenes = scheduleOf(PEOPLE, STRANGERS, Number(values.minutes) * 60);
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-kiosk-'));
  try {
    const video = await makeVideo(folder, scenes, (who) => picturesOf(pictures, who, 'probe'));
    const judged = await withServer(
      addAdministrator,
      async (server) => {
        const admin = await signIn(server.url);
        const group = await makeGroup(admin, 'Staff', []);
        const own = new Map(PEOPLE.map((one) => [one, picturesOf(pictures, one, 'enroll')]));
        await enroll(server.url, admin, group, own);
        const { code } = await makeKiosk(admin, group);
        const tablet = await openTablet(server.url, values.chromium, video);
        try {
          await tablet.start(code);
          return judge(await run(tablet, server, scenes), expectedOf(scenes, PEOPLE));
        } finally {
          await tablet.close();
        }
      },
      RECORDED,
    );
    report(judged);
    writeResults(values.json, { kiosk: judged });
    return judged.right && judged.flat ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
