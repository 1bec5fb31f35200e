/** The password check that every sign-in and every act of weight goes through, slowed by `throttle.ts`. */
import { verifyPassword } from '../crypto/passwords.ts';
import { hashToken } from '../crypto/tokens.ts';
import type { Queryable } from '../db/open.ts';
import { AppError } from '../errors.ts';
import type { Bucket } from '../limits.ts';
import type { Session } from '../principal.ts';
import { throttleAddress } from '../throttle/address.ts';
import { turnFaceOn } from '../throttle/face-off.store.ts';
import { claimOrThrow, takeBack } from '../throttle/throttle.store.ts';
import { isKnownDevice } from './devices.store.ts';
import { findCredentials } from './person.store.ts';

/** The account that a password is tried for. Without `userId` nobody has that name; the work stays the same. */
export type Claim = { usernameKey: string; userId?: string; passwordHash?: string };
/** The browser that tries. */
export type Browser = { deviceToken?: string | undefined; address: string };

/** On which bucket passwords count that are tried for a name. */
export function passwordName(usernameKey: string): Bucket {
  return { kind: 'password-name', subject: hashToken(usernameKey) };
}

/** A known device counts for itself; all others share the account's count, known name or not, and their address's. */
async function buckets(db: Queryable, claim: Claim, browser: Browser): Promise<Bucket[]> {
  const { deviceToken, address } = browser;
  if (claim.userId && deviceToken && (await isKnownDevice(db, deviceToken, claim.userId))) {
    return [{ kind: 'password-device', subject: hashToken(deviceToken), account: claim.userId }];
  }
  return [{ kind: 'password-address', subject: throttleAddress(address) }, passwordName(claim.usernameKey)];
}

/**
 * Whether the password is the account's.
 * @throws {AppError} `throttled` with the seconds to wait, before anything is compared.
 */
export async function checkPassword(
  deps: { db: Queryable; clock: () => Date },
  claim: Claim,
  password: string,
  browser: Browser,
): Promise<boolean> {
  const { db, clock } = deps;
  const counted = await buckets(db, claim, browser);
  for (const bucket of counted) await claimOrThrow(db, bucket, clock());
  const right = await verifyPassword(claim.passwordHash, password);
  if (right) for (const bucket of counted) await takeBack(db, bucket);
  return right;
}

/**
 * Whether this is the signed-in person's password. One that is right turns a face on again that was off.
 * @throws {AppError} `throttled`, or `not-signed-in`.
 */
export async function confirmPassword(
  deps: { db: Queryable; clock: () => Date },
  session: Session,
  password: string,
  browser: Browser,
): Promise<boolean> {
  const { userId } = session;
  const user = await findCredentials(deps.db, userId);
  if (!user) throw new AppError('not-signed-in');
  const claim = { ...user, userId };
  const right = await checkPassword(deps, claim, password, browser);
  if (right) await turnFaceOn(deps.db, userId);
  return right;
}
