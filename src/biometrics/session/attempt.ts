/** What a face sign-in keeps between frames, and what stays of it. Types only. */
import type { Withheld } from '../reasons.ts';
import type { SessionState } from './session.ts';

export type AttemptState = SessionState & {
  /** The accounts that are known in this browser, where the face is compared with those alone. */
  among?: string[];
  /** The face is a step-up: it adds to a session and signs nobody in. */
  stepUp?: true;
  /** The hand-off whose phone shows the face. The attempt signs nobody in by itself. */
  handOff?: string;
  /** Why a face that was recognised was not let in. */
  withheld?: Withheld;
  /** The account that this attempt counts against since its face was recognised. */
  counted?: string;
};

/** Of an attempt that is over: nothing that served only to go on. Empty for somebody who was erased. */
export type EndedState = Partial<
  Pick<AttemptState, 'usable' | 'replays' | 'problems' | 'decisions' | 'withheld' | 'stepUp' | 'handOff'>
> & {
  matchedUserId?: string;
};
