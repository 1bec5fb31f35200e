/** What a kiosk keeps from frame to frame: the look at the face before it, and who was there lately. Types only. */
import type { SessionState } from '../session/session.ts';

/** What the tablet says of itself, for the administrator. */
export type KioskFacts = {
  userAgent: string;
  address: string;
  /** Whether its page fills the screen. */
  full: boolean;
  /** Whether its camera runs. */
  camera: boolean;
};

/** Somebody who was recognised, and when last. Times are in milliseconds since 1970. */
export type Visit = { userId: string; seenAt: number };

export type WatchState = {
  /** The frames of one person, or of a few who take each other's place. */
  look: SessionState;
  /** When the look began, and when a face was seen last. */
  since: number;
  faceAt: number;
  /** Everybody who was recognised lately, the last one first: to see them again is the same visit. */
  visits: Visit[];
  /** Looks in a row that recognised nobody, and when the last of them ended. */
  unknown: number;
  unknownAt: number;
  /** Until then no face is judged. */
  restsUntil: number;
};
