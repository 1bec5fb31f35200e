/** Somebody who does as the page asks, made of what a clip shows: reads the arrow, moves the head, looks back. */

import type { Observation } from '../../../src/biometrics/observation.ts';
import type { Move } from '../../../src/biometrics/session/challenge.ts';
import type { Excursion, Person } from './person.ts';
import { TRACK_PER_SECOND } from './track.ts';

/**
 * `holding`: stays where the movement is furthest until the arrow changes. `returning`: moves as in the clip, there and
 * back at once, and once more where the arrow still stands.
 */
export const HABITS = ['holding', 'returning'] as const;
export type Habit = (typeof HABITS)[number];

/**
 * Seconds from an arrow that appears to the head that begins to move, drawn evenly between them. An assumption: nobody
 * was timed. It is time to see the arrow and to read the line below it.
 */
export const REACTION_SECONDS = { least: 0.4, most: 1 };

/** An excursion from second `start` on; from `leave` on the way back from its furthest frame. */
type Act = { excursion: Excursion; start: number; leave: number };

export type User = {
  /** The page shows, from this second on, what to do. */
  read(asked: Move, seconds: number): void;
  /** What the camera sees. */
  frameAt(seconds: number): Observation;
};

function lengthOf({ frames, peak }: Excursion): { there: number; back: number } {
  return { there: peak / TRACK_PER_SECOND, back: (frames.length - 1 - peak) / TRACK_PER_SECOND };
}

/** The frame of an act; undefined where it is over. */
function frameOf({ excursion, start, leave }: Act, seconds: number): Observation | undefined {
  const { frames, peak } = excursion;
  const went = Math.floor((seconds - start) * TRACK_PER_SECOND);
  if (went < peak) return frames[went];
  const returned = Math.max(0, Math.floor((seconds - leave) * TRACK_PER_SECOND));
  return frames[peak + returned];
}

/** @param random 0 to 1; draws reaction times, pieces of the clip, and which look into the camera is shown meanwhile. */
export function userOf({ front, shows }: Person, habit: Habit, random: () => number): User {
  const one = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)]!;
  const acts: Act[] = [];
  const isOver = ({ excursion, leave }: Act, seconds: number) => leave + lengthOf(excursion).back <= seconds;

  /** Where the head is still on its way it comes back first, and goes on from there. */
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
