/** A made-up user, of what a clip shows: reads the arrow, moves the head as it asks, and looks back. */
import type { Observation } from '../../../src/biometrics/observation.ts';
import type { Move } from '../../../src/biometrics/session/challenge.ts';
import type { Excursion, Person } from './person.ts';
import { TRACK_PER_SECOND } from './track.ts';

/**
 * `holding`: stays where the movement is furthest until the arrow changes. `returning`: moves as in the clip, there and
 * back at once, and does so again while the arrow stands.
 */
export const HABITS = ['holding', 'returning'] as const;
export type Habit = (typeof HABITS)[number];

/**
 * Seconds from the arrow to the beginning of the movement, drawn evenly between both. They are for seeing the arrow and
 * reading the line below it. They are an assumption: nobody was timed.
 */
export const REACTION_SECONDS = { least: 0.4, most: 1 };

/** An excursion that begins at second `start`, and begins its way back at `leave`. */
type Act = { excursion: Excursion; start: number; leave: number };

export type User = {
  /** The page shows from this second on what it asks for. */
  read(asked: Move, seconds: number): void;
  /** What the camera sees. */
  frameAt(seconds: number): Observation;
};

function lengthOf({ frames, peak }: Excursion): { there: number; back: number } {
  return { there: peak / TRACK_PER_SECOND, back: (frames.length - 1 - peak) / TRACK_PER_SECOND };
}

/** The frame of an act at this second; undefined where the act is over. */
function frameOf({ excursion, start, leave }: Act, seconds: number): Observation | undefined {
  const { frames, peak } = excursion;
  const went = Math.floor((seconds - start) * TRACK_PER_SECOND);
  if (went < peak) return frames[went];
  const returned = Math.max(0, Math.floor((seconds - leave) * TRACK_PER_SECOND));
  return frames[peak + returned];
}

/**
 * @param random 0 to 1. It draws the reaction times, the pieces of the clip, and the looks into the camera meanwhile.
 */
export function userOf({ front, shows }: Person, habit: Habit, random: () => number): User {
  const one = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)]!;
  const acts: Act[] = [];
  const isOver = ({ excursion, leave }: Act, seconds: number) => leave + lengthOf(excursion).back <= seconds;

  /** A head that is still on its way comes back first, and goes on from there. */
  function begin(move: Move, ready: number): void {
    const before = acts.at(-1);
    if (before && before.leave === Number.POSITIVE_INFINITY) {
      before.leave = Math.max(ready, before.start + lengthOf(before.excursion).there);
    }
    const back = before ? before.leave + lengthOf(before.excursion).back : ready;
    const [excursion, start] = [one(shows[move]), Math.max(ready, back)];
    const leave = habit === 'holding' ? Number.POSITIVE_INFINITY : start + lengthOf(excursion).there;
    acts.push({ excursion, start, leave });
  }

  return {
    read(asked, seconds) {
      const last = acts.at(-1);
      if (last?.excursion.move === asked && !isOver(last, seconds)) return;
      const { least, most } = REACTION_SECONDS;
      begin(asked, seconds + least + (most - least) * random());
    },
    frameAt(seconds) {
      const act = acts.findLast(({ start }) => start <= seconds);
      return (act && frameOf(act, seconds)) ?? one(front);
    },
  };
}
