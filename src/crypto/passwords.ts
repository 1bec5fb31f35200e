/** Password hashes: argon2id with the parameters of the OWASP password storage cheat sheet (m=19 MiB, t=2, p=1). */
import { hash, verify } from '@node-rs/argon2';
import pLimit from 'p-limit';
import { AppError } from '../errors.ts';

/** `Algorithm.Argon2id`; the package exports an empty enumeration to ES modules on Node. */
const ARGON2ID = 2;
const OPTIONS = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes at the same time, at most: each takes 19 MiB and a core. */
const AT_ONCE = 4;
/** Hashes that wait, at most: about a second of work. More would wait longer than anybody does and fill the memory. */
const WAITING = 40;

const limit = pLimit(AT_ONCE);

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (limit.pendingCount >= WAITING) throw new AppError('busy');
  return limit(work);
}

/**
 * The hash to store. The same password typed in another Unicode form gives the same result (NFC).
 * @throws {AppError} `busy` while too many hashes are waited for.
 */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password.normalize('NFC'), OPTIONS));
}

let nobodysHash: Promise<string> | undefined;

/**
 * Whether the password fits the hash. Without a hash (an unknown user) the same work is done and the answer is no.
 * A hash that is damaged fits nothing.
 * @throws {AppError} `busy` while too many hashes are waited for.
 */
export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  nobodysHash ??= hashPassword('nobody has this password');
  const against = stored ?? (await nobodysHash);
  const fits = await inTurn(() => verify(against, password.normalize('NFC')).catch(() => false));
  return fits && stored !== undefined;
}
