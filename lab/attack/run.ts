/** Many attempts with many photographs, counted. */
import { seededRandom } from '../../src/biometrics/random.ts';
import { type Rate, rateOf } from '../../src/biometrics/rates/pad.ts';
import type { Pipeline } from '../../src/vision/pipeline/pipeline.ts';
import type { Progress } from '../progress.ts';
import { attempt, type Try } from './attack.ts';
import type { Photo } from './camera.ts';
import { enrolsClip } from './clip.ts';
import { STRATEGIES, type Strategy } from './motion.ts';

/** All attempts of one kind together. `begun`: attempts that made a movement. `passed`: those that made both. */
export type Tally = {
  tries: number;
  begun: Rate;
  passed: Rate;
  /** Attempts whose frames show the depth that enrollment asks for. */
  depth: Rate;
  /** Clips that enrollment would take for a head. */
  enrolled: Rate;
} & Record<'frames' | 'judged' | 'nods' | 'turns' | 'turnsOfHead', number>;

export type Tallies = Record<Strategy, Tally>;

export type AttackResult = {
  photos: (Tallies & { file: string })[];
  all: Tallies;
  seed: number;
  seconds: number;
};

export type AttackOptions = {
  photos: readonly Photo[];
  /** Attempts with each photograph by each strategy. */
  tries: number;
  seed: number;
  pipeline: Pipeline;
  progress: Progress;
};

type Tried = Try & { enrolled: boolean };

function tally(tries: readonly Tried[]): Tally {
  const sum = (key: 'frames' | 'judged' | 'nods' | 'turns' | 'turnsOfHead') =>
    tries.reduce((total, one) => total + one[key], 0);
  const share = (such: (one: Tried) => boolean) => rateOf(tries.filter(such).length, tries.length);
  return {
    tries: tries.length,
    begun: share(({ done }) => done > 0),
    passed: share(({ outcome }) => outcome === 'passed'),
    depth: share(({ depth }) => depth),
    enrolled: share(({ enrolled }) => enrolled),
    ...{ frames: sum('frames'), judged: sum('judged'), nods: sum('nods') },
    ...{ turns: sum('turns'), turnsOfHead: sum('turnsOfHead') },
  };
}

/** @param tries by strategy. No list may be empty. */
function tallies(tries: Record<Strategy, readonly Tried[]>): Tallies {
  return { waving: tally(tries.waving), following: tally(tries.following) };
}

/**
 * Makes all attempts. Each has chance of its own, drawn from the seed: the same photographs in the same order give the
 * same result.
 */
export async function simulateAttacks({
  photos,
  tries,
  seed,
  pipeline,
  progress,
}: AttackOptions): Promise<AttackResult> {
  const start = performance.now();
  const seeds = seededRandom(seed);
  const all: Record<Strategy, Tried[]> = { waving: [], following: [] };
  const result: AttackResult['photos'] = [];
  let done = 0;
  for (const photo of photos) {
    const own: Record<Strategy, Tried[]> = { waving: [], following: [] };
    for (const strategy of STRATEGIES) {
      for (let i = 0; i < tries; i++) {
        const random = seededRandom(seeds() * 2 ** 32);
        const attack = { photo, strategy };
        const one = await attempt(attack, pipeline, random);
        own[strategy].push({ ...one, enrolled: await enrolsClip(attack, pipeline, random) });
        progress(++done, photos.length * tries * STRATEGIES.length, 'attempts');
      }
      all[strategy].push(...own[strategy]);
    }
    result.push({ file: photo.file, ...tallies(own) });
  }
  return { photos: result, all: tallies(all), seed, seconds: (performance.now() - start) / 1000 };
}
