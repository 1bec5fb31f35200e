/**
 * How much longer a sign-in takes for the challenge, and how many people pass who do as they are asked. The frames of
 * people in clips go to sign-in's own functions as the page would send them. Whose face it is and how live it looks do
 * not count.
 */
import { decide, initialDecision } from '../../../src/biometrics/decision.ts';
import type { Observation } from '../../../src/biometrics/observation.ts';
import { seededRandom } from '../../../src/biometrics/random.ts';
import { type Rate, rateOf } from '../../../src/biometrics/rates/pad.ts';
import { askedMove, MOVES, type Move } from '../../../src/biometrics/session/challenge.ts';
import {
  followFrame,
  headChallenge,
  isWitness,
  newChallenge,
  passFrame,
  SESSION_MS,
  type SessionState,
} from '../../../src/biometrics/session/session.ts';
import { INTERVAL_SECONDS } from '../../attack/attack.ts';
import type { Person } from './person.ts';
import { whileTurning } from './track.ts';
import { HABITS, type Habit, userOf } from './user.ts';

/**
 * Seconds from a frame to its answer in the page. The server takes 0.04 for a frame that it compares and judges with
 * all networks (`docs/performance.md`). The rest is the way to the server and back.
 */
export const FRAME_SECONDS = 0.1;
/** A threshold that nobody reaches: people whom nobody knows are asked for the same movements. */
const RULE = { threshold: 1, margin: 0 };
const POLICY = { challenge: true };

/** `seconds`: from the answer that asks for the first movement to the answer that ends the challenge. */
export type Sitting = { outcome: 'passed' | 'failed' | 'late'; seconds: number };

/** All tries of one person in one manner. The seconds are of those that passed, and absent where none did. */
export type Cooperation = { habit: Habit; passed: Rate; median?: number; most90?: number };

export type ChallengeResult = {
  people: (Pick<Person, 'file' | 'mirrored'> & { moves: Move[]; front: number; habits: Cooperation[] })[];
  /** Everybody who can be asked, each with the same number of tries. */
  all: Cooperation[];
  tries: number;
  seed: number;
};

/** Looks into the camera until movements are asked for. */
function openSitting(front: () => Observation, random: () => number): SessionState {
  let state: SessionState = initialDecision();
  for (let frame = 0; ; frame++) {
    const observation = front();
    state = { ...state, ...decide(state, observation, { id: `look ${frame}` }, RULE).state };
    const challenge = newChallenge(state, observation, { policy: POLICY, random });
    if (challenge) return { ...state, challenge };
  }
}

/**
 * Runs one challenge to its end.
 * @param random chance of the user and of the challenge.
 * @returns undefined where the clip does not show the movements that were drawn.
 */
export function sit(person: Person, habit: Habit, random: () => number): Sitting | undefined {
  const { front, shows } = person;
  let state = openSitting(() => front[Math.floor(random() * front.length)]!, random);
  if (headChallenge(state)!.moves.some((move) => shows[move].length === 0)) return undefined;
  const user = userOf(person, habit, random);
  user.read(askedMove(headChallenge(state)!)!, 0);
  for (let answered = 0, frame = 0; ; frame++) {
    const observation = whileTurning(user.frameAt(answered + INTERVAL_SECONDS));
    answered += INTERVAL_SECONDS + FRAME_SECONDS;
    if (answered * 1000 > SESSION_MS) return { outcome: 'late', seconds: answered };
    // No two frames of a camera have the same bytes.
    const id = { id: `move ${frame}`, replayed: false };
    if (isWitness(state, observation, id)) {
      const step = followFrame(state, observation, id);
      if (step.outcome !== 'going') return { outcome: step.outcome, seconds: answered };
      state = step.state;
    } else {
      state = passFrame(state);
    }
    user.read(askedMove(headChallenge(state)!)!, answered);
  }
}

/** The value at the nearest rank. */
function quantile(sorted: readonly number[], part: number): number | undefined {
  return sorted[Math.ceil(part * sorted.length) - 1];
}

function cooperationOf(habit: Habit, sittings: readonly Sitting[]): Cooperation {
  const took = sittings.filter(({ outcome }) => outcome === 'passed').map(({ seconds }) => seconds);
  took.sort((a, b) => a - b);
  const [median, most90] = [quantile(took, 0.5), quantile(took, 0.9)];
  return {
    habit,
    passed: rateOf(took.length, sittings.length),
    ...(median !== undefined && most90 !== undefined && { median, most90 }),
  };
}

function movesOf({ shows }: Person): Move[] {
  return MOVES.filter((move) => shows[move].length > 0);
}

/** Whether the clip shows two movements, one of them to a side: less is never asked for. */
function canBeAsked(moves: readonly Move[]): boolean {
  return moves.length > 1 && (moves.includes('left') || moves.includes('right'));
}

/** @throws {RangeError} where the person cannot be asked: the draws would never end. */
function sittingsOf(person: Person, habit: Habit, tries: number, seeds: () => number): Sitting[] {
  if (!canBeAsked(movesOf(person))) throw new RangeError(`Cannot ask for movements: ${person.file} shows too few`);
  const sittings: Sitting[] = [];
  while (sittings.length < tries) {
    const sitting = sit(person, habit, seededRandom(seeds() * 2 ** 32));
    if (sitting) sittings.push(sitting);
  }
  return sittings;
}

/**
 * @param input.tries challenges of each person in each manner. Movements that the clip does not show are drawn again.
 * @returns the same for the same people and seed.
 */
export function evaluateChallenge(
  people: readonly Person[],
  { tries, seed }: { tries: number; seed: number },
): ChallengeResult {
  const seeds = seededRandom(seed);
  const all: Record<Habit, Sitting[]> = { holding: [], returning: [] };
  const found = people.map((person): ChallengeResult['people'][number] => {
    const { file, mirrored, front } = person;
    const moves = movesOf(person);
    const habits = (canBeAsked(moves) ? HABITS : []).map((habit) => {
      const sittings = sittingsOf(person, habit, tries, seeds);
      all[habit].push(...sittings);
      return cooperationOf(habit, sittings);
    });
    return { file, ...(mirrored && { mirrored }), moves, front: front.length, habits };
  });
  const asked = HABITS.filter((habit) => all[habit].length > 0);
  return { people: found, all: asked.map((habit) => cooperationOf(habit, all[habit])), tries, seed };
}
