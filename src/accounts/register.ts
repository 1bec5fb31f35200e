/** Registers a person. */

import { hashPassword } from '../crypto/passwords.ts';
import type { Deps } from '../deps.ts';
import type { FieldErrors } from '../errors.ts';
import { AppError } from '../errors.ts';
import { happened } from '../events/events.store.ts';
import type { Bucket } from '../limits.ts';
import { policyFor } from '../policy/policy.ts';
import type { Client } from '../principal.ts';
import { admitNewcomer } from '../sessions/admit.ts';
import { rememberDevice } from '../sessions/devices.store.ts';
import { throttleAddress } from '../throttle/address.ts';
import { claimOrThrow, takeBack } from '../throttle/throttle.store.ts';
import { useInvite } from './links/invites.store.ts';
import { accountProblems, insertUser, NameTaken } from './new-account.store.ts';
import { readUsername, usernameKey } from './usernames.ts';

export type Registration = { username: string; password: string; displayName: string; invite?: string };
export type RegisterResult =
  | { ok: true; sessionToken: string; deviceToken: string }
  | { ok: false; errors: FieldErrors };

/** On what an account counts that is made from this address. */
function bucketOf({ registrationsPerAddress }: Deps['config'], { address }: Client): Bucket {
  return { kind: 'register-address', subject: throttleAddress(address), free: registrationsPerAddress - 1 };
}

/**
 * Makes the account and signs in.
 * @throws {AppError} `registration-closed`, `invite-invalid`, `throttled` for an address that made many accounts.
 */
export async function register(
  deps: Pick<Deps, 'db' | 'clock' | 'config' | 'liveness'>,
  input: Registration & { client: Client },
): Promise<RegisterResult> {
  const { client, invite = '', password } = input;
  const { db } = deps;
  const policy = policyFor(deps);
  if (policy.registration === 'closed') throw new AppError('registration-closed');
  const errors = accountProblems(input);
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const now = deps.clock();
  const bucket = bucketOf(deps.config, client);
  await claimOrThrow(db, bucket, now);
  const username = readUsername(input.username);
  const passwordHash = await hashPassword(password);
  const displayName = input.displayName || username;
  const user = { username, usernameKey: usernameKey(username), passwordHash, displayName, createdAt: now };
  try {
    return await db.transaction(async (tx) => {
      if (policy.registration === 'invite' && !(await useInvite(tx, invite, now))) throw new AppError('invite-invalid');
      const userId = await insertUser(tx, user);
      const sessionToken = await admitNewcomer(tx, policy, { userId, client, now });
      const deviceToken = await rememberDevice(tx, { client, userId, now });
      await happened(tx, { at: now, userId, kind: 'registered' });
      return { ok: true, sessionToken, deviceToken };
    });
  } catch (error) {
    // No account was made.
    await takeBack(db, bucket);
    if (error instanceof NameTaken) return { ok: false, errors: { username: 'field.username.taken' } };
    throw error;
  }
}
