/** What an administrator may do to applications. Each act is one transaction, which records who did it. */
import type { Application, ApplicationSettings } from '../../applications/application.ts';
import {
  addApplication,
  findApplication,
  lockApplications,
  type NewApplication,
  removeApplication,
  saveApplication,
  setSecret,
  switchApplication,
} from '../../applications/applications.store.ts';
import { addKey, removeKey } from '../../applications/keys.store.ts';
import { hashToken, newToken } from '../../crypto/tokens.ts';
import type { Queryable } from '../../db/open.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { EventTx } from '../../events/events.store.ts';
import { type Doer, record } from '../record.ts';
import { type Result, resolveSettings } from './check.ts';

type Changing = Pick<Deps, 'outbox' | 'clock'>;

/** @throws {AppError} `not-found`. */
export async function applicationOf(db: Queryable, id: string): Promise<Application> {
  const application = await findApplication(db, id);
  if (!application) throw new AppError('not-found');
  return application;
}

/** The names of the settings that differ. */
export function changedSettings(before: Application, after: NewApplication): string[] {
  const names = Object.keys(after) as (keyof NewApplication)[];
  const text = (value: unknown) => JSON.stringify(Array.isArray(value) ? value.toSorted() : value, sortedKeys);
  return names.filter((name) => text(before[name]) !== text(after[name]));
}

/** The database orders the keys of JSON in its own way. */
function sortedKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Adds an application, and records it. @returns its id. */
export async function add(tx: EventTx, application: NewApplication, doer: Doer): Promise<string> {
  const id = await addApplication(tx, application, doer.now);
  await record(tx, doer, { kind: 'application-added', detail: { application: application.slug } });
  return id;
}

/** Replaces the settings of an application, and records which. A client that needs no secret keeps none. */
export async function change(tx: EventTx, before: Application, after: NewApplication, doer: Doer): Promise<void> {
  const changed = changedSettings(before, after);
  if (changed.length === 0) return;
  await saveApplication(tx, before.id, after, doer.now);
  if (!after.oidc || after.oidc.authMethod === 'none') await setSecret(tx, before.id, null, doer.now);
  const detail = { application: after.slug, changed: changed.join(', ') };
  await record(tx, doer, { kind: 'application-changed', detail });
}

/**
 * Adds or changes an application as the form says.
 * @param input.id the application that is changed; absent: a new one.
 * @returns its id, or what is wrong.
 */
export function saveSettings(
  { outbox, clock }: Changing,
  input: { settings: ApplicationSettings; id?: string; actorId: string },
): Promise<Result<string>> {
  const { settings, id, actorId } = input;
  return outbox.commit(async (tx) => {
    await lockApplications(tx);
    const doer = { actorId, now: clock() };
    const before = id === undefined ? undefined : await applicationOf(tx, id);
    const checked = await resolveSettings(tx, settings, { id });
    if (!checked.ok) return checked;
    if (!before) return { ok: true, value: await add(tx, checked.value, doer) };
    // The form does not say whether it is on.
    await change(tx, before, { ...checked.value, enabled: before.enabled }, doer);
    return { ok: true, value: before.id };
  });
}

/** Which application, and who asks: an administrator, or a program with a key. */
type One = { id: string } & ({ actorId: string; keyName?: undefined } | { actorId: null; keyName: string });

export async function setEnabled({ outbox, clock }: Changing, one: One, enabled: boolean): Promise<void> {
  const { id, actorId, keyName } = one;
  await outbox.commit(async (tx) => {
    const { slug } = await applicationOf(tx, id);
    const now = clock();
    if (!(await switchApplication(tx, id, enabled, now))) return;
    await record(tx, { actorId, now }, { kind: 'application-changed', detail: { application: slug, enabled } });
  }, keyName);
}

export async function remove({ outbox, clock }: Changing, { id, actorId, keyName }: One): Promise<void> {
  await outbox.commit(async (tx) => {
    const { slug } = await applicationOf(tx, id);
    await removeApplication(tx, id);
    await record(tx, { actorId, now: clock() }, { kind: 'application-removed', detail: { application: slug } });
  }, keyName);
}

/** Makes a new client secret; the former one is void. @returns the secret, which is stored nowhere. */
export async function renewSecret({ outbox, clock }: Changing, { id, actorId, keyName }: One): Promise<string> {
  const secret = newToken();
  await outbox.commit(async (tx) => {
    const { slug, oidc } = await applicationOf(tx, id);
    if (!oidc || oidc.authMethod === 'none') throw new AppError('not-found');
    const now = clock();
    await setSecret(tx, id, hashToken(secret), now);
    await record(tx, { actorId, now }, { kind: 'application-secret', detail: { application: slug } });
  }, keyName);
  return secret;
}

const DAY_MS = 86_400_000;

/** Makes a bearer key. @param input.days until it expires; null: never. @returns the key, which is stored nowhere. */
export async function makeKey(
  { outbox, clock }: Changing,
  { id, actorId, name, days }: One & { name: string; days: number | null },
): Promise<string> {
  // The beginning tells programs that search for leaked secrets, and people, what it is.
  const key = `flk_${newToken()}`;
  await outbox.commit(async (tx) => {
    const { slug } = await applicationOf(tx, id);
    const now = clock();
    const expiresAt = days === null ? null : new Date(now.getTime() + days * DAY_MS);
    await addKey(tx, { applicationId: id, name, keyHash: hashToken(key), createdAt: now, expiresAt });
    await record(tx, { actorId, now }, { kind: 'application-key-made', detail: { application: slug, key: name } });
  });
  return key;
}

/** @throws {AppError} `not-found` where the application has no such key. */
export async function dropKey(
  { outbox, clock }: Changing,
  { id, keyId, actorId }: One & { keyId: string },
): Promise<void> {
  await outbox.commit(async (tx) => {
    const { slug } = await applicationOf(tx, id);
    const name = await removeKey(tx, id, keyId);
    if (name === undefined) throw new AppError('not-found');
    const detail = { application: slug, key: name };
    await record(tx, { actorId, now: clock() }, { kind: 'application-key-removed', detail });
  });
}
