/** Every throttle of this server and its numbers. `docs/security.md` has the same numbers. */

export type Limit = {
  /** Failures in a row that cost nothing. The next one starts the wait. */
  free: number;
  /** Seconds of the first wait. Each further failure doubles them. */
  firstSeconds: number;
  /** Seconds of the longest wait. */
  mostSeconds: number;
  /** Many people share one row. A success gives back its own try alone. */
  shared: boolean;
};

/** NIST SP 800-63B-4 5.2.3 asks for 30 s or more after five failures. */
const OWN = { free: 4, firstSeconds: 30, mostSeconds: 3600, shared: false };
/** At most 15 minutes, so that nobody locks an owner out. */
const SHORT = { ...OWN, mostSeconds: 900 };
/** Many people may share one address behind a router, so it may fail more often before it waits. */
const ADDRESS = { free: 49, firstSeconds: 30, mostSeconds: 900, shared: true };

export const LIMITS = {
  /** Face attempts on a known device, by the account that signed in there last. */
  'face-device': OWN,
  'face-address': { free: 19, firstSeconds: 30, mostSeconds: 3600, shared: true },
  /** A known device of this account: the owner mistypes. */
  'password-device': SHORT,
  /** All unknown browsers together, by the name that they try, whether or not an account has it. */
  'password-name': SHORT,
  'password-address': ADDRESS,
  'passkey-device': SHORT,
  'passkey-address': ADDRESS,
  /** The second step, on a known device of the account and in all other browsers. */
  'second-device': SHORT,
  'second-account': SHORT,
  /** Accounts made from one address; how many are free is a setting. */
  'register-address': { free: 49, firstSeconds: 30, mostSeconds: 900, shared: true },
  /** The set-up code has a hundred bits. An operator does not mistype it more often than this. */
  'setup-address': { free: 5, firstSeconds: 30, mostSeconds: 900, shared: true },
  /** A kiosk's code has forty bits and works for ten minutes. */
  'kiosk-code-address': { free: 9, firstSeconds: 30, mostSeconds: 900, shared: true },
  /** The PIN at the kiosk's own screen. */
  'kiosk-pin': SHORT,
  /** A refused duplicate tells that a face is enrolled, though not whose. So an account may ask about five faces. */
  'duplicate-account': { ...OWN, free: 5 },
} as const satisfies Record<string, Limit>;

export type Kind = keyof typeof LIMITS;

/**
 * What a try counts on. `subject`: the hash of the device or of the name, or the address. `account`: the id of the
 * account that the try is about, if known. Either may be absent. `free`: in place
 * of the limit's, where a setting says how many.
 */
export type Bucket = { kind: Kind; subject?: string; account?: string; free?: number };

/** The bucket of an attempt that is over for good: it counts for nobody. */
export const NO_BUCKET: Bucket = { kind: 'face-address' };
