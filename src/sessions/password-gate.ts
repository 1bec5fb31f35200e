/** The throttled password check (`throttle.store.ts`) of every sign-in and every sensitive action. */
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

/** The account that a password is tried for. Without `userId` nobody has that name; the check does the same work. */
export type Claim = { usernameKey: string; userId?: string; passwordHash?: string };
/** The browser that tries. */
export type Browser = { deviceToken?: string | undefined; address: string };

/** The bucket of all passwords that are tried for a name. */
export function passwordName(usernameKey: string): Bucket {
  return { kind: 'password-name', subject: hashToken(usernameKey) };
}

/** A known device has its own bucket. All others share the bucket of the name, known or not, and of their address. */
async function buckets(db: Queryable, claim: Claim, browser: Browser): Promise<Bucket[]> {
  const { deviceToken, address } = browser;
  if (claim.userId && deviceToken && (await isKnownDevice(db, deviceToken, claim.userId))) {
    return [{ kind: 'password-device', subject: hashToken(deviceToken), account: claim.userId }];
  }
  return [{ kind: 'password-address', subject: throttleAddress(address) }, passwordName(claim.usernameKey)];
}

/**
 * Whether this is the account's password.
 * @throws {AppError} `throttled` with the seconds to wait, before it compares anything.
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
 * Whether this is the signed-in person's password. A right one turns the face on again if it was off.
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
