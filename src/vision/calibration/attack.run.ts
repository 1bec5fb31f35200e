/** Many attempts with many photographs, counted. */
import { type Rate, rateOf } from '../../biometrics/pad.ts';
import type { Pipeline } from '../pipeline.ts';
import type { Photo } from './attack.camera.ts';
import { STRATEGIES, type Strategy } from './attack.motion.ts';
import { attempt, type Try } from './attack.ts';
import { seededRandom } from './random.ts';

/** All attempts of one kind together. `passed` are the attempts that made both movements, `begun` one at least. */
export type Tally = {
  tries: number;
  begun: Rate;
  passed: Rate;
  /** Attempts whose frames show the depth that enrolment asks for. */
  depth: Rate;
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
  /** Attempts with each photograph and each strategy. */
  tries: number;
  seed: number;
  pipeline: Pipeline;
  progress: (done: number, all: number, what: string) => void;
};

function tally(tries: readonly Try[]): Tally {
  const sum = (key: 'frames' | 'judged' | 'nods' | 'turns' | 'turnsOfHead') =>
    tries.reduce((total, one) => total + one[key], 0);
  const share = (such: (one: Try) => boolean) => rateOf(tries.filter(such).length, tries.length);
  return {
    tries: tries.length,
    begun: share(({ done }) => done > 0),
    passed: share(({ outcome }) => outcome === 'passed'),
    depth: share(({ depth }) => depth),
    ...{ frames: sum('frames'), judged: sum('judged'), nods: sum('nods') },
    ...{ turns: sum('turns'), turnsOfHead: sum('turnsOfHead') },
  };
}

/** @param tries by strategy; none may be empty. */
export function tallies(tries: Record<Strategy, readonly Try[]>): Tallies {
  return { waving: tally(tries.waving), following: tally(tries.following) };
}

/** Every attempt has chance of its own, from the seed: the same photographs in the same order give the same result. */
export async function simulateAttacks({
  photos,
  tries,
  seed,
  pipeline,
  progress,
}: AttackOptions): Promise<AttackResult> {
  const start = performance.now();
  const seeds = seededRandom(seed);
  const all: Record<Strategy, Try[]> = { waving: [], following: [] };
  const result: AttackResult['photos'] = [];
  let done = 0;
  for (const photo of photos) {
    const own: Record<Strategy, Try[]> = { waving: [], following: [] };
    for (const strategy of STRATEGIES) {
      for (let i = 0; i < tries; i++) {
        own[strategy].push(await attempt({ photo, strategy }, pipeline, seededRandom(seeds() * 2 ** 32)));
        progress(++done, photos.length * tries * STRATEGIES.length, 'attempts');
      }
      all[strategy].push(...own[strategy]);
    }
    result.push({ file: photo.file, ...tallies(own) });
  }
  return { photos: result, all: tallies(all), seed, seconds: (performance.now() - start) / 1000 };
}
