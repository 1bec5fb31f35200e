/**
 * The first administrator: whoever can read the console. At each start without one a code is printed there, and only
 * its hash is stored; a stranger who finds `/setup` first has nothing to type.
 */
import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { accountProblems, insertUser, NameTaken } from '../accounts/new-account.store.ts';
import { readUsername, usernameKey } from '../accounts/usernames.ts';
import { recordAudit } from '../audit/audit.store.ts';
import { hashPassword } from '../crypto/passwords.ts';
import { hashToken } from '../crypto/tokens.ts';
import type { Queryable } from '../db/open.ts';
import { serverState } from '../db/schema.ts';
import type { Deps } from '../deps.ts';
import type { FieldErrors } from '../errors.ts';
import { policyFor } from '../policy/policy.ts';
import type { Client, Session } from '../principal.ts';
import { admitNewcomer } from '../sessions/admit.ts';
import { rememberDevice } from '../sessions/devices.store.ts';
import { rememberPassword } from '../sessions/reauth.store.ts';
import { throttleAddress } from '../throttle/address.ts';
import { claimOrThrow, takeBack } from '../throttle/throttle.store.ts';
import { hasAdmin, setRole } from './roles.ts';

const KEY = 'setup-code';
/** Crockford's base 32: no letter that could be read as a digit. 20 of them are 100 bits. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 20;
const GROUP = 5;
/** Milliseconds that a code works. */
const WORKS_MS = 24 * 3_600_000;

type Stored = { hash: string; expiresAt: string };

/** Any spelling of a code as it was drawn: blanks and dashes go, and letters that look like digits are those. */
function normalized(code: string): string {
  return code
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
}

/**
 * Draws a new code where there is no administrator; the one before stops working.
 * @returns the code as it is printed, or undefined where there is an administrator.
 */
export async function newSetupCode({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<string | undefined> {
  if (await hasAdmin(db)) return undefined;
  const letters = Array.from(randomBytes(LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]!).join('');
  const now = clock();
  const value: Stored = { hash: hashToken(letters), expiresAt: new Date(now.getTime() + WORKS_MS).toISOString() };
  const row = { key: KEY, value, updatedAt: now };
  await db.insert(serverState).values(row).onConflictDoUpdate({ target: serverState.key, set: row });
  return letters.match(new RegExp(`.{${GROUP}}`, 'g'))!.join('-');
}

async function isRight(db: Queryable, code: string, now: Date): Promise<boolean> {
  const [row] = await db.select().from(serverState).where(eq(serverState.key, KEY));
  const stored = row?.value as Stored | undefined;
  return stored !== undefined && stored.hash === hashToken(normalized(code)) && new Date(stored.expiresAt) > now;
}

/** Uses the code up, so that of two at the same moment one gets it. */
async function useCode(tx: Queryable, code: string): Promise<boolean> {
  const own = eq(serverState.key, KEY);
  const [row] = await tx.select().from(serverState).where(own).for('update');
  if ((row?.value as Stored | undefined)?.hash !== hashToken(normalized(code))) return false;
  await tx.delete(serverState).where(own);
  return !(await hasAdmin(tx));
}

export type SetupInput = { code: string; client: Client };
export type NewAdmin = { username: string; password: string };
type Refused = { ok: false; errors: FieldErrors };

/** @throws {AppError} `throttled` for an address that typed wrongly too often. */
async function checkCode(deps: Pick<Deps, 'db' | 'clock'>, { code, client }: SetupInput): Promise<boolean> {
  const bucket = { kind: 'setup-address', subject: throttleAddress(client.address) } as const;
  const now = deps.clock();
  await claimOrThrow(deps.db, bucket, now);
  const right = await isRight(deps.db, code, now);
  if (right) await takeBack(deps.db, bucket);
  return right;
}

const WRONG: Refused = { ok: false, errors: { code: 'setup.code.wrong' } };

/** The signed-in account becomes the first administrator's. @throws {AppError} `throttled`. */
export async function liftAccount(
  deps: Pick<Deps, 'db' | 'clock'>,
  input: SetupInput & { session: Session },
): Promise<{ ok: true } | Refused> {
  const { code, session } = input;
  if (!(await checkCode(deps, input))) return WRONG;
  return deps.db.transaction(async (tx) => {
    if (!(await useCode(tx, code))) return WRONG;
    await setRole(tx, { userId: session.userId, role: 'admin', now: deps.clock() });
    return { ok: true };
  });
}

/** Makes the first administrator's account and signs in, whoever may register otherwise. @throws {AppError} `throttled`. */
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
      await recordAudit(tx, { at: now, userId, kind: 'registered' });
      await setRole(tx, { userId, role: 'admin', now });
      const sessionToken = await admitNewcomer(tx, policyFor(deps), { userId, client, now });
      // The password was typed a moment ago: it need not be typed again for the next page.
      await rememberPassword(tx, { sessionHash: hashToken(sessionToken), purpose: 'sudo', now });
      const deviceToken = await rememberDevice(tx, { client, userId, now });
      return { ok: true, sessionToken, deviceToken };
    });
  } catch (error) {
    if (error instanceof NameTaken) return { ok: false, errors: { username: 'field.username.taken' } };
    throw error;
  }
}
