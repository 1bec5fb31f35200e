/** The account of an attempt: by the given name, or by a recognised face and what the account allows it. */
import { and, eq } from 'drizzle-orm';
import type { Withheld } from '../../biometrics/reasons.ts';
import type { Queryable } from '../../db/open.ts';
import { faceTemplates, users } from '../../db/schema.ts';
import type { Policy } from '../../policy/policy.ts';
import { type Device, isKnownDevice } from '../../sessions/devices.store.ts';

type Standing = { displayName: string; withheld?: never } | { withheld: Withheld };
type Asked = {
  userId: string;
  templateId: string;
  /** The browser's device cookie. */
  deviceToken: Device;
};

/**
 * Whether the account of a match lets its face sign in here and now. The same statements run for everybody.
 * @param options.lock keeps template and account as they are until the transaction ends, so that a simultaneous
 *   deletion comes before or after it. A shared lock would not do: two sign-ins of one person, which both write to the
 *   account, would wait for each other.
 */
export async function findStanding(
  tx: Queryable,
  { faceDevices }: Pick<Policy, 'faceDevices'>,
  { userId, templateId, deviceToken }: Asked,
  options: { lock?: boolean } = {},
): Promise<Standing> {
  const query = tx
    .select({ displayName: users.displayName, disabledAt: users.disabledAt, faceOffAt: users.faceOffAt })
    .from(faceTemplates)
    .innerJoin(users, eq(users.id, faceTemplates.userId))
    .where(and(eq(faceTemplates.id, templateId), eq(faceTemplates.userId, userId)));
  const [row] = await (options.lock ? query.for('no key update') : query);
  const known = faceDevices === 'any' || (await isKnownDevice(tx, deviceToken, userId));
  if (!row) return { withheld: 'face-removed' };
  if (row.disabledAt) return { withheld: 'account-disabled' };
  if (row.faceOffAt) return { withheld: 'face-off' };
  return known ? { displayName: row.displayName } : { withheld: 'unknown-device' };
}

/** Finds the account with this `usernameKey`. Null if there is none. */
export async function findUserId(tx: Queryable, key: string): Promise<string | null> {
  const [row] = await tx.select({ id: users.id }).from(users).where(eq(users.usernameKey, key));
  return row?.id ?? null;
}

/** Locks an account until the transaction ends. Call it before any lock of a throttle: sign-ins lock in this order. */
export async function lockUser(tx: Queryable, userId: string): Promise<void> {
  await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for('no key update');
}
