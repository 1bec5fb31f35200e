/** Sign-in by password. */
import { recordAudit } from '../auth/audit.ts';
import { rememberDevice } from '../auth/devices.ts';
import { checkPassword } from '../auth/password-gate.ts';
import { createSession } from '../auth/sessions.ts';
import { usernameKey, usernameProblem } from '../auth/usernames.ts';
import type { Deps } from '../deps.ts';
import type { Client } from '../http/client.ts';
import { findUserByKey } from './accounts.store.ts';

/**
 * @returns the new session, or null where name and password do not fit: the same answer and the same work for an
 *   unknown name, a wrong password and a disabled account.
 * @throws {AppError} `throttled`.
 */
export async function signInWithPassword(
  deps: Pick<Deps, 'db' | 'clock'>,
  input: { username: string; password: string; client: Client },
): Promise<{ sessionToken: string; deviceToken: string } | null> {
  const { client, password } = input;
  const key = usernameKey(input.username);
  // A text that can be nobody's name is not looked up: PostgreSQL takes no NUL, for one.
  const found = usernameProblem(input.username) ? undefined : await findUserByKey(deps.db, key);
  const user = found?.disabledAt ? undefined : found;
  const claim = { usernameKey: key, userId: user?.id, passwordHash: user?.passwordHash };
  if (!(await checkPassword(deps, claim, password, client)) || !user) return null;
  const now = deps.clock();
  const { address, userAgent } = client;
  return deps.db.transaction(async (tx) => {
    const userId = user.id;
    const sessionToken = await createSession(tx, { userId, method: 'password', address, userAgent, now });
    const deviceToken = await rememberDevice(tx, { token: client.deviceToken, userId, now });
    await recordAudit(tx, { at: now, userId, kind: 'signed-in', detail: { method: 'password' } });
    return { sessionToken, deviceToken };
  });
}
