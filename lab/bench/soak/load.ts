/** Strangers who try to sign in, members who enroll and sign in, and parts that fail meanwhile. */
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { openClient } from './client.ts';
import type { Tally } from './connection.ts';
import { DEADLY } from './fault.ts';

export type Soak = {
  url: string;
  seconds: number;
  /** Strangers' frames a second. */
  rate: number;
  stranger: readonly Uint8Array[];
  person: readonly Uint8Array[];
  /** Stops the database and starts it again. */
  restartDatabase(): Promise<void>;
  rssMiB(): number | undefined;
  /** How many vision workers the server has, and how often one was started again. */
  vision(): Promise<{ workers: number; restarts: number }>;
  say(line: string): void;
};

export type SoakResult = Tally & {
  /** Frames of strangers that got an answer of any kind. */
  strangerFrames: number;
  /** Sign-ins of a stranger, whoever the server took the stranger for. */
  wrongAcceptances: number;
  signIns: { tried: number; accepted: number };
  /** Names whose enrollment the server confirmed. */
  enrolled: string[];
  workerFailures: number;
  rssMiB: number[];
};

/** Frames of a session. An attempt lasts 30 s and takes 40 frames. */
const SESSION_FRAMES = 25;
/**
 * Workers fail each minute: one, then all, then one … The first failure comes after a quarter of the run, or after a
 * minute where that is sooner, so that a short run has one, too.
 */
const FAILURE_MS = 60_000;
const FAILURE_TRIES = 20;
const ENROLL_MS = 15_000;
const SIGN_IN_MS = 5_000;
const SAMPLE_MS = 10_000;

/** Runs a task again and again until `until`. @param first milliseconds before the first run. */
async function every(milliseconds: number, until: number, task: () => Promise<void>, first = 0): Promise<void> {
  await delay(Math.min(first, Math.max(0, until - performance.now())));
  while (performance.now() < until) {
    const start = performance.now();
    await task();
    await delay(Math.max(0, Math.min(start + milliseconds, until) - performance.now()));
  }
}

function strangers(soak: Soak, result: SoakResult, until: number): Promise<void>[] {
  return Array.from({ length: soak.rate }, async (_, i) => {
    let at = Math.floor((i / soak.rate) * soak.stranger.length);
    let frames = SESSION_FRAMES;
    let client = openClient(soak.url, result);
    const look = async () => {
      const begins = frames >= SESSION_FRAMES;
      if (begins) [client, frames] = [openClient(soak.url, result), 0];
      frames++;
      // Half of the strangers know a name and pretend to be its owner. The others hope to be taken for anybody.
      const name = i % 2 === 0 ? (result.enrolled.at(-1) ?? '') : '';
      const answer = await client.frame(
        soak.stranger[at++ % soak.stranger.length]!,
        begins ? { username: name } : undefined,
      );
      if (answer !== 'none') result.strangerFrames++;
      if (answer === 'accepted') result.wrongAcceptances++;
      if (answer !== 'more') frames = SESSION_FRAMES;
    };
    await every(1_000, until, look, (i / soak.rate) * 1_000);
  });
}

async function signIn(soak: Soak, result: SoakResult): Promise<void> {
  const username = result.enrolled[0];
  if (username === undefined) return;
  result.signIns.tried++;
  const client = openClient(soak.url, result);
  for (let i = 0; i < SESSION_FRAMES; i++) {
    const image = soak.person[(i * 7 + 3) % soak.person.length]!;
    const answer = await client.frame(image, i === 0 ? { username } : undefined);
    if (answer === 'accepted') result.signIns.accepted++;
    if (answer === 'accepted' || answer === 'over') return;
    await delay(500);
  }
}

/** Makes one worker fail while the others go on, or all of them at once, by turns. */
async function failWorkers(soak: Soak, result: SoakResult, turn: number): Promise<void> {
  const create = { ...DEADLY, channels: 3 as const, background: '#888' };
  const image = await sharp({ create }).png().toBuffer();
  const show = () => openClient(soak.url, result).frame(image, { username: '' });
  const { workers, restarts } = await soak.vision();
  const wanted = turn % 2 === 0 ? 1 : workers;
  let failed = 0;
  // A full queue refuses this picture like any other, so it takes several tries.
  for (let tries = 0; failed < wanted && tries < FAILURE_TRIES; tries++) {
    await Promise.all(Array.from({ length: wanted - failed }, show));
    failed = (await soak.vision()).restarts - restarts;
  }
  result.workerFailures += failed;
  soak.say(`${failed} of ${workers} workers were made to fail.`);
}

/** Runs the load for its seconds. The database goes away once, in the middle. */
export async function soakLoad(soak: Soak): Promise<SoakResult> {
  const until = performance.now() + soak.seconds * 1_000;
  const result: SoakResult = {
    ...{ statuses: {}, unanswered: {}, milliseconds: [], enrolled: [], rssMiB: [] },
    ...{ strangerFrames: 0, wrongAcceptances: 0, workerFailures: 0, signIns: { tried: 0, accepted: 0 } },
  };
  let [people, failures] = [0, 0];
  const enroll = async () => {
    const username = `member${people++}`;
    if (await openClient(soak.url, result).enroll(username, soak.person, until)) result.enrolled.push(username);
  };
  await enroll();
  const middle = delay((soak.seconds / 2) * 1_000).then(async () => {
    await soak.restartDatabase();
    soak.say('The database was restarted.');
  });
  const sample = async () => void result.rssMiB.push(soak.rssMiB() ?? 0);
  await Promise.all([
    ...strangers(soak, result, until),
    every(ENROLL_MS, until, enroll, Math.min(ENROLL_MS, soak.seconds * 500)),
    every(SIGN_IN_MS, until, () => signIn(soak, result)),
    every(FAILURE_MS, until, () => failWorkers(soak, result, failures++), Math.min(FAILURE_MS, soak.seconds * 250)),
    every(SAMPLE_MS, until, sample),
    middle,
  ]);
  await sample();
  return result;
}
