/** Makes the first administrator of whoever can read the set-up code on the console. */
import { accountProblems, insertUser, NameTaken } from '../../accounts/new-account.store.ts';
import { readUsername, usernameKey } from '../../accounts/usernames.ts';
import { hashPassword } from '../../crypto/passwords.ts';
import { hashToken } from '../../crypto/tokens.ts';
import type { Deps } from '../../deps.ts';
import type { FieldErrors } from '../../errors.ts';
import { happened } from '../../events/events.store.ts';
import { policyFor } from '../../policy/policy.ts';
import type { Client, Session } from '../../principal.ts';
import { admitNewcomer } from '../../sessions/admit.ts';
import { rememberDevice } from '../../sessions/devices.store.ts';
import { rememberPassword } from '../../sessions/reauth.store.ts';
import { throttleAddress } from '../../throttle/address.ts';
import { claimOrThrow, takeBack } from '../../throttle/throttle.store.ts';
import { setRole } from '../people/roles.ts';
import { beginSteps } from '../wizard/steps.store.ts';
import { isCodeRight, useCode } from './setup-code.ts';

export type SetupInput = { code: string; client: Client };
export type NewAdmin = { username: string; password: string };
type Refused = { ok: false; errors: FieldErrors };

/** @throws {AppError} `throttled` for an address with too many wrong codes. */
async function checkCode(deps: Pick<Deps, 'db' | 'clock'>, { code, client }: SetupInput): Promise<boolean> {
  const bucket = { kind: 'setup-address', subject: throttleAddress(client.address) } as const;
  const now = deps.clock();
  await claimOrThrow(deps.db, bucket, now);
  const right = await isCodeRight(deps.db, code, now);
  if (right) await takeBack(deps.db, bucket);
  return right;
}

const WRONG: Refused = { ok: false, errors: { code: 'setup.code.wrong' } };

/** Makes the signed-in account the first administrator's. @throws {AppError} `throttled`. */
export async function liftAccount(
  deps: Pick<Deps, 'db' | 'clock'>,
  input: SetupInput & { session: Session },
): Promise<{ ok: true } | Refused> {
  const { code, session } = input;
  if (!(await checkCode(deps, input))) return WRONG;
  return deps.db.transaction(async (tx) => {
    if (!(await useCode(tx, code))) return WRONG;
    await setRole(tx, { userId: session.userId, role: 'admin', now: deps.clock() });
    await beginSteps(tx, deps.clock());
    return { ok: true };
  });
}

/**
 * Makes the first administrator's account and signs in, also where registration is closed.
 * @throws {AppError} `throttled`.
 */
export async function makeFirstAdmin(
  deps: Pick<Deps, 'db' | 'clock' | 'config' | 'liveness'>,
  input: SetupInput & NewAdmin,
): Promise<{ ok: true; sessionToken: string; deviceToken: string } | Refused> {
  const { code, client, password } = input;
  if (!(await checkCode(deps, input))) return WRONG;
  const errors = accountProblems(input);
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const username = readUsername(input.username);
  const passwordHash = await hashPassword(password);
  const now = deps.clock();
  const user = { username, usernameKey: usernameKey(username), passwordHash, displayName: username, createdAt: now };
  try {
    return await deps.db.transaction(async (tx) => {
      if (!(await useCode(tx, code))) return WRONG;
      const userId = await insertUser(tx, user);
      await happened(tx, { at: now, userId, kind: 'registered' });
      await setRole(tx, { userId, role: 'admin', now });
      await beginSteps(tx, now);
      const sessionToken = await admitNewcomer(tx, policyFor(deps), { userId, client, now });
      // The person typed the password a moment ago: the next page does not ask for it again.
      await rememberPassword(tx, { sessionHash: hashToken(sessionToken), purpose: 'sudo', now });
      const deviceToken = await rememberDevice(tx, { client, userId, now });
      return { ok: true, sessionToken, deviceToken };
    });
  } catch (error) {
    if (error instanceof NameTaken) return { ok: false, errors: { username: 'field.username.taken' } };
    throw error;
  }
}
