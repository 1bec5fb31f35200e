/** What an administrator may do to kiosks. Each act is one transaction, which records who did it. */
import { listGroups } from '../../applications/groups.store.ts';
import { hashPassword } from '../../crypto/passwords.ts';
import type { Queryable } from '../../db/open.ts';
import type { Deps } from '../../deps.ts';
import { AppError, type FieldErrors } from '../../errors.ts';
import { giveCode } from '../../kiosk/device.ts';
import {
  deleteKiosk,
  findKiosk,
  insertKiosk,
  isNameTaken,
  type Kiosk,
  type KioskSettings,
  lockKiosk,
  updateKiosk,
} from '../../kiosk/kiosks.store.ts';
import { takeBack } from '../../throttle/throttle.store.ts';
import { record } from '../record.ts';
import type { KioskForm } from './kiosk.schema.ts';

type Changing = Pick<Deps, 'outbox' | 'clock'>;
type One = { id: string; actorId: string };
/** A code is in this answer alone. */
export type Coded = { id: string; name: string; code: string };

/** @throws {AppError} `not-found`. */
export async function kioskWith(db: Queryable, id: string): Promise<Kiosk> {
  const kiosk = await findKiosk(db, id);
  if (!kiosk) throw new AppError('not-found');
  return kiosk;
}

function settingsOf({ name, group, target, liveness, attendance, names, tells, locale }: KioskForm): KioskSettings {
  return { name, groupId: group, targetFmr: target, liveness, attendance, names, tells, locale };
}

async function hashOf(pin: string): Promise<string | undefined> {
  return pin === '' ? undefined : hashPassword(pin);
}

/** Whether the form names a group that is there. */
async function groupProblem(tx: Queryable, { group }: KioskForm): Promise<FieldErrors | undefined> {
  const known = (await listGroups(tx)).some(({ id }) => id === group);
  return known ? undefined : { group: 'field.choice' };
}

/** Adds a kiosk and makes its first code. */
export async function addKiosk(
  { outbox, clock }: Changing,
  { form, actorId }: { form: KioskForm; actorId: string },
): Promise<Coded | { errors: FieldErrors }> {
  const [now, pinHash] = [clock(), await hashOf(form.pin)];
  return outbox.commit(async (tx) => {
    const errors = await groupProblem(tx, form);
    if (errors) return { errors };
    const id = await insertKiosk(tx, { ...settingsOf(form), pinHash: pinHash ?? null, createdAt: now });
    if (id === undefined) return { errors: { name: 'field.kiosk.taken' } };
    const code = await giveCode(tx, id, now);
    await record(tx, { actorId, now }, { kind: 'kiosk-added', detail: { kiosk: form.name } });
    return { id, name: form.name, code };
  });
}

/** Changes the settings. The next frame goes by the new ones. An empty PIN keeps the one that is set. */
export async function changeKiosk(
  { outbox, clock }: Changing,
  { id, form, actorId }: One & { form: KioskForm },
): Promise<FieldErrors | undefined> {
  const [now, pinHash] = [clock(), await hashOf(form.pin)];
  return outbox.commit(async (tx) => {
    if (!(await lockKiosk(tx, id))) throw new AppError('not-found');
    const errors = await groupProblem(tx, form);
    if (errors) return errors;
    if (await isNameTaken(tx, id, form.name)) return { name: 'field.kiosk.taken' };
    await updateKiosk(tx, id, { ...settingsOf(form), ...(pinHash && { pinHash }) });
    // Whoever mistyped the former PIN need not wait for the new one.
    if (pinHash) await takeBack(tx, { kind: 'kiosk-pin', subject: id });
    const detail = { kiosk: form.name, change: 'settings', ...(pinHash && { pin: true }) };
    await record(tx, { actorId, now }, { kind: 'kiosk-changed', detail });
    return undefined;
  });
}

/** Makes a new code. @throws {AppError} `not-found`. */
export async function makeCode({ outbox, clock }: Changing, { id, actorId }: One): Promise<Coded> {
  const now = clock();
  return outbox.commit(async (tx) => {
    const kiosk = await lockKiosk(tx, id);
    if (!kiosk) throw new AppError('not-found');
    const code = await giveCode(tx, id, now);
    await record(tx, { actorId, now }, { kind: 'kiosk-changed', detail: { kiosk: kiosk.name, change: 'code' } });
    return { id, name: kiosk.name, code };
  });
}

/** From the next frame on its tablet is no kiosk any more. @throws {AppError} `not-found`. */
export async function removeKiosk({ outbox, clock }: Changing, { id, actorId }: One): Promise<void> {
  await outbox.commit(async (tx) => {
    const gone = await deleteKiosk(tx, id);
    if (!gone) throw new AppError('not-found');
    await record(tx, { actorId, now: clock() }, { kind: 'kiosk-removed', detail: { kiosk: gone.name } });
  });
}
