/** Sign-in by password. */

import { findUserByKey } from '../accounts/accounts.store.ts';
import { usernameKey, usernameProblem } from '../accounts/usernames.ts';
import type { Deps } from '../deps.ts';
import { policyFor } from '../policy/policy.ts';
import type { Client } from '../principal.ts';
import { type Admission, admit } from '../sessions/admit.ts';
import { rememberDevice } from '../sessions/devices.store.ts';
import { checkPassword } from '../sessions/password-gate.ts';

/**
 * Signs in by password. With the session the browser becomes a known device; a pending sign-in does not make it one.
 * @returns the admission, or null if name and password do not match. An unknown name, a wrong password and a disabled
 *   account give the same answer and cost the same work.
 * @throws {AppError} `throttled`.
 */
export async function signInWithPassword(
  deps: Pick<Deps, 'db' | 'clock' | 'config' | 'liveness'>,
  input: { username: string; password: string; next: string; client: Client },
): Promise<{ admission: Admission; deviceToken?: string } | null> {
  const { client, password, next } = input;
  const key = usernameKey(input.username);
  // A text that cannot be a name is not looked up. PostgreSQL refuses a NUL, for example.
  const found = usernameProblem(input.username) ? undefined : await findUserByKey(deps.db, key);
  const user = found?.disabledAt ? undefined : found;
  const claim = { usernameKey: key, userId: user?.id, passwordHash: user?.passwordHash };
  if (!(await checkPassword(deps, claim, password, client)) || !user) return null;
  const now = deps.clock();
  return deps.db.transaction(async (tx) => {
    const userId = user.id;
    const admission = await admit(tx, policyFor(deps), { userId, method: 'password', client, next, now });
    if (admission.kind !== 'session') return { admission };
    return { admission, deviceToken: await rememberDevice(tx, { client, userId, now }) };
  });
}
