/**
 * What the gateway of this process has been asked lately, in memory: the set-up page of an application says from it
 * what is wrong between the proxy and this server. The gateway notes every question it gets, understood or not.
 */

/** What kept the gateway from judging a request. */
export const SEEN_PROBLEMS = [
  /** The request came from an address that is no configured proxy. */
  'proxy-unknown',
  /** A header with which the proxy says what is asked for is missing; `header` names it. */
  'header-missing',
  /** A header is there and unreadable; `header` names it. */
  'header-unreadable',
  /** No application has this origin. */
  'origin-unknown',
  /** The application has this origin, and is switched off or does not use forward auth. */
  'application-off',
  /** The proxy does not pass `/.facelogin/` of the application on to this server. */
  'callback-missing',
] as const;
export type SeenProblem = (typeof SEEN_PROBLEMS)[number];

export type Seen = {
  at: Date;
  /** The address that the connection came from: the proxy's. */
  proxy: string;
  /** The path of this server that was asked, such as `/gateway/forward-auth`. */
  asked: string;
  problem?: SeenProblem;
  /** The header that the problem is about. */
  header?: string;
};

/** The last request that was understood, and the last that was not. */
export type LastSeen = { fine?: Seen; wrong?: Seen };

/** Origins that are remembered. A stranger can name any, so the oldest gives way. */
const MOST_ORIGINS = 500;
/** Requests that named no origin. */
const MOST_STRAYS = 20;

const byOrigin = new Map<string, LastSeen>();
const strays: Seen[] = [];

/** Notes a request. @param origin in its one spelling, as far as it could be read; undefined if it could not. */
export function noteSeen(origin: string | undefined, seen: Seen): void {
  if (origin === undefined) {
    strays.unshift(seen);
    strays.length = Math.min(strays.length, MOST_STRAYS);
    return;
  }
  const known = byOrigin.get(origin) ?? {};
  // Set anew, an entry moves to the end of the map: the first is the one that is silent the longest.
  byOrigin.delete(origin);
  byOrigin.set(origin, seen.problem === undefined ? { ...known, fine: seen } : { ...known, wrong: seen });
  if (byOrigin.size > MOST_ORIGINS) byOrigin.delete(byOrigin.keys().next().value!);
}

/** What was seen of an origin; empty if nothing was. */
export function lastSeen(origin: string): LastSeen {
  return byOrigin.get(origin) ?? {};
}

/** The latest requests that named no origin, the newest first. */
export function lastStrays(): readonly Seen[] {
  return strays;
}
