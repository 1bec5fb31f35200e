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
 * @returns what the password opens, or null where name and password do not fit: the same answer and the same work for
 *   an unknown name, a wrong password and a disabled account. The browser becomes a known device with the session, not
 *   before the second factor where one is awaited.
 * @throws {AppError} `throttled`.
 */
export async function signInWithPassword(
  deps: Pick<Deps, 'db' | 'clock' | 'config' | 'liveness'>,
  input: { username: string; password: string; next: string; client: Client },
): Promise<{ admission: Admission; deviceToken?: string } | null> {
  const { client, password, next } = input;
  const key = usernameKey(input.username);
  // A text that can be nobody's name is not looked up: PostgreSQL takes no NUL, for one.
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
