/** Adds and removes a person's own passkeys and recovery codes. The routes ask for the password first. */

import type { Queryable } from '../db/open.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { happened } from '../events/events.store.ts';
import type { Policy } from '../policy/policy.ts';
import { policyFor } from '../policy/policy.ts';
import type { Session } from '../principal.ts';
import { findPerson } from '../sessions/person.store.ts';
import { missingFactor } from '../sessions/second-factor.ts';
import type { RegistrationAnswer } from './answers.schema.ts';
import { beginCeremony, takeCeremony } from './ceremonies.store.ts';
import { deletePasskey, insertPasskey, listPasskeys, noteSecondFactor } from './passkeys.store.ts';
import { deleteCodes } from './recovery.store.ts';
import { codesLeft, makeCodes } from './recovery.ts';
import { registrationOptions, verifyRegistration } from './webauthn.ts';

type ManageDeps = Pick<Deps, 'db' | 'clock' | 'config' | 'liveness'>;
type Owner = Pick<Session, 'userId' | 'username' | 'displayName'>;

/** Options from which the browser makes a passkey, and the secret for its cookie. */
export async function beginAdding(deps: ManageDeps, owner: Owner, before: string | undefined) {
  const { db, config, clock } = deps;
  const { userId } = owner;
  const options = await registrationOptions(config, owner, await listPasskeys(db, userId));
  const { challenge } = options;
  const token = await beginCeremony(db, { challenge, purpose: 'register', userId, before, now: clock() });
  return { options, token };
}

/**
 * Stores a new passkey. The session that made it has thereby shown a second factor.
 * @throws {AppError} `passkey-invalid` for a used challenge, an answer to another site, or an id that exists already.
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
    await noteSecondFactor(tx, idHash, now);
    await happened(tx, { at: now, userId, kind: 'passkey-added', detail: { synced: made.backedUp } });
  });
}

/** Whether the setting demands a passkey of this person for every sign-in. */
async function isDemanded(db: Queryable, policy: Policy, userId: string): Promise<boolean> {
  const person = await findPerson(db, userId);
  return person !== undefined && missingFactor(policy.secondFactor, 'password', person) !== 'met';
}

/**
 * Removes a passkey. With the last one it removes the recovery codes, which stand for it.
 * @throws {AppError} `passkey-last` where the setting demands one, `not-found`.
 */
export async function removePasskey(deps: ManageDeps, input: { userId: string; id: string }): Promise<void> {
  const { userId, id } = input;
  const now = deps.clock();
  await deps.db.transaction(async (tx) => {
    if (!(await deletePasskey(tx, userId, id))) throw new AppError('not-found');
    if ((await listPasskeys(tx, userId)).length === 0) {
      if (await isDemanded(tx, policyFor(deps), userId)) throw new AppError('passkey-last');
      await deleteCodes(tx, userId);
    }
    await happened(tx, { at: now, userId, kind: 'passkey-removed' });
  });
}

/** Makes new recovery codes. @throws {AppError} `passkey-needed` for a person without a passkey. */
export async function renewCodes(deps: ManageDeps, userId: string): Promise<string[]> {
  const now = deps.clock();
  return deps.db.transaction(async (tx) => {
    if ((await listPasskeys(tx, userId)).length === 0) throw new AppError('passkey-needed');
    await happened(tx, { at: now, userId, kind: 'recovery-codes-made' });
    return makeCodes(tx, userId, now);
  });
}

/** Data of the passkeys page. `codes` is null without a passkey, and where the setting asks for none. */
export async function passkeyOverview(deps: Pick<Deps, 'db' | 'config' | 'liveness'>, userId: string) {
  const { db } = deps;
  const policy = policyFor(deps);
  const passkeys = await listPasskeys(db, userId);
  const codes = policy.secondFactor === 'off' || passkeys.length === 0 ? null : await codesLeft(db, userId);
  return { passkeys, codes, demanded: await isDemanded(db, policy, userId) };
}
