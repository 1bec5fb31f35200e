/** What is slowed, and how strictly: every limit of this server. The numbers are those of `docs/security.md`. */

export type Limit = {
  /** Failures in a row that cost nothing; the next one starts the wait. */
  free: number;
  /** Seconds after the first one too many; doubled by each further one. */
  firstSeconds: number;
  /** Seconds, at most. */
  mostSeconds: number;
  /** Many people count on one row: a success gives back its own try alone. */
  shared: boolean;
};

/** NIST SP 800-63B-4 5.2.3 asks for 30 s or more after five failures. */
const OWN = { free: 4, firstSeconds: 30, mostSeconds: 3600, shared: false };
/** Never longer than 15 minutes, so that nobody locks an owner out. */
const SHORT = { ...OWN, mostSeconds: 900 };
/** Many people may share one address behind a router, so it may fail more often before it waits. */
const ADDRESS = { free: 49, firstSeconds: 30, mostSeconds: 900, shared: true };

export const LIMITS = {
  /** Faces in a browser that knows people, by the account that signed in there last. */
  'face-device': OWN,
  'face-address': { free: 19, firstSeconds: 30, mostSeconds: 3600, shared: true },
  /** A browser in which this account signed in before: the owner who mistypes. */
  'password-device': SHORT,
  /** All unknown browsers together, by the name that is tried, somebody's or nobody's. */
  'password-name': SHORT,
  'password-address': ADDRESS,
  'passkey-device': SHORT,
  'passkey-address': ADDRESS,
  /** The second step, in a browser that the account knows and in all others. */
  'second-device': SHORT,
  'second-account': SHORT,
  /** Accounts made from one address; how many are free is a setting. */
  'register-address': { free: 49, firstSeconds: 30, mostSeconds: 900, shared: true },
  /** The set-up code has a hundred bits. Who types it wrongly more often than this is no operator. */
  'setup-address': { free: 5, firstSeconds: 30, mostSeconds: 900, shared: true },
  /** A refused duplicate tells that a face is enrolled, though not whose: five faces may be asked about. */
  'duplicate-account': { ...OWN, free: 5 },
} as const satisfies Record<string, Limit>;

export type Kind = keyof typeof LIMITS;

/**
 * What a try counts on. `subject`: the device (hash), the address or the name (hash) that tries; `account`: the id of
 * whom it is about, where that is known. Either may be left out. `free`: in
 * place of the limit's, where it is a setting.
 */
export type Bucket = { kind: Kind; subject?: string; account?: string; free?: number };

/** Of an attempt that is over for good: nobody's. */
export const NO_BUCKET: Bucket = { kind: 'face-address' };
