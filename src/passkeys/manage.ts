/** A person's own passkeys and recovery codes: adding, naming, removing. The routes ask for the password first. */

import { eq } from 'drizzle-orm';
import { recordAudit } from '../audit/audit.store.ts';
import type { Queryable } from '../db/open.ts';
import { sessions } from '../db/schema.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import type { Policy } from '../policy/policy.ts';
import { policyFor } from '../policy/policy.ts';
import type { Session } from '../principal.ts';
import { findPerson, missingFactor } from '../sessions/second-factor.ts';
import { beginCeremony, takeCeremony } from './ceremonies.store.ts';
import { deletePasskey, insertPasskey, listPasskeys } from './passkeys.store.ts';
import { codesLeft, dropCodes, makeCodes } from './recovery.ts';
import { type RegistrationAnswer, registrationOptions, verifyRegistration } from './webauthn.ts';

type ManageDeps = Pick<Deps, 'db' | 'clock' | 'config' | 'liveness'>;
type Owner = Pick<Session, 'userId' | 'username' | 'displayName'>;

/** What the browser makes a passkey of, and the secret for its cookie. */
export async function beginAdding(deps: ManageDeps, owner: Owner, before: string | undefined) {
  const { db, config, clock } = deps;
  const { userId } = owner;
  const options = await registrationOptions(config, owner, await listPasskeys(db, userId));
  const { challenge } = options;
  const token = await beginCeremony(db, { challenge, purpose: 'register', userId, before, now: clock() });
  return { options, token };
}

/**
 * Stores the passkey. The session that made it has shown it, and counts so from now on.
 * @throws {AppError} `passkey-invalid` for a challenge that is spent, another site's answer, an id that is taken.
 */
export async function addPasskey(
  deps: ManageDeps,
  input: {
    session: Pick<Session, 'userId' | 'idHash'>;
    token: string | undefined;
    answer: RegistrationAnswer;
    name: string;
  },
): Promise<void> {
  const { db, config, clock } = deps;
  const { session, token, answer, name } = input;
  const { userId, idHash } = session;
  const now = clock();
  const challenge = await takeCeremony(db, { token, purpose: 'register', userId, now });
  const made = challenge && (await verifyRegistration(config, { challenge, answer }));
  if (!made) throw new AppError('passkey-invalid');
  await db.transaction(async (tx) => {
    const added = await insertPasskey(tx, { ...made, userId, name, createdAt: now });
    if (!added) throw new AppError('passkey-invalid');
    await tx.update(sessions).set({ secondFactorAt: now }).where(eq(sessions.idHash, idHash));
    await recordAudit(tx, { at: now, userId, kind: 'passkey-added', detail: { synced: made.backedUp } });
  });
}

/** Whether the setting demands a passkey of this person whatever they sign in with. */
async function isDemanded(db: Queryable, policy: Policy, userId: string): Promise<boolean> {
  const person = await findPerson(db, userId);
  return person !== undefined && missingFactor(policy.secondFactor, 'password', person) !== 'met';
}

/**
 * Removes a passkey; with the last one go the recovery codes, which stand for it.
 * @throws {AppError} `passkey-last` where the setting demands one, `not-found`.
 */
export async function removePasskey(deps: ManageDeps, input: { userId: string; id: string }): Promise<void> {
  const { userId, id } = input;
  const now = deps.clock();
  await deps.db.transaction(async (tx) => {
    if (!(await deletePasskey(tx, userId, id))) throw new AppError('not-found');
    if ((await listPasskeys(tx, userId)).length === 0) {
      if (await isDemanded(tx, policyFor(deps), userId)) throw new AppError('passkey-last');
      await dropCodes(tx, userId);
    }
    await recordAudit(tx, { at: now, userId, kind: 'passkey-removed' });
  });
}

/** New recovery codes, to be shown once. @throws {AppError} `passkey-needed` without a passkey. */
export async function renewCodes(deps: ManageDeps, userId: string): Promise<string[]> {
  const now = deps.clock();
  return deps.db.transaction(async (tx) => {
    if ((await listPasskeys(tx, userId)).length === 0) throw new AppError('passkey-needed');
    await recordAudit(tx, { at: now, userId, kind: 'recovery-codes-made' });
    return makeCodes(tx, userId, now);
  });
}

/** All that the page of a person's passkeys shows. `codes` is null where no second step is ever asked. */
export async function passkeyOverview(deps: Pick<Deps, 'db' | 'config' | 'liveness'>, userId: string) {
  const { db } = deps;
  const policy = policyFor(deps);
  const passkeys = await listPasskeys(db, userId);
  const codes = policy.secondFactor === 'off' || passkeys.length === 0 ? null : await codesLeft(db, userId);
  return { passkeys, codes, demanded: await isDemanded(db, policy, userId) };
}
