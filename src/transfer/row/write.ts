/** Writes one row in one transaction. Its events say who imported it. */
import { addNamed, putIn } from '../../admin/groups/change.ts';
import { insertPerson, lockPerson } from '../../api/people/people.ts';
import { groupsNamed } from '../../applications/groups.store.ts';
import type { Deps } from '../../deps.ts';
import type { EventTx } from '../../events/events.store.ts';
import { addPictures, roomFor } from '../../faces/pictures.ts';
import { findKnown, type Known, noteImported, saveEmail } from '../imported.store.ts';
import type { Person } from './check.ts';
import { consentOf, fingerprintOf, keyOf } from './known.ts';
import type { Looked } from './photos.ts';

type WriteDeps = Pick<Deps, 'keys' | 'clock' | 'config' | 'liveness' | 'outbox'>;
/** The administrator who imports; absent: the command line. */
export type Doer = { actorId?: string };
type Written = { person: Person; known: Known | undefined; good: readonly Looked[]; passwordHash: string };

/** Groups that are not there yet are made. */
async function join(tx: EventTx, userId: string, groups: readonly string[], doer: Doer & { now: Date }): Promise<void> {
  for (const name of groups) await addNamed(tx, name, doer);
  for (const group of await groupsNamed(tx, groups)) await putIn(tx, group, [userId], doer);
}

/** @throws {NameTaken} where somebody else was faster. */
async function add(tx: EventTx, { person, passwordHash }: Written, doer: Doer & { now: Date }): Promise<string> {
  const { name, displayName, email, groups, signIn } = person;
  const userId = await insertPerson(tx, { name, displayName, subject: !signIn, passwordHash, now: doer.now });
  if (email !== null) await saveEmail(tx, userId, email);
  await join(tx, userId, groups, doer);
  return userId;
}

/**
 * Writes a new person, or the missing photos of one whom this row brought before.
 * @param row.good the photos to enroll.
 * @returns the id, and the names of the photos that found room.
 * @throws {NameTaken} where somebody else added the name meanwhile. @throws {AppError} `administrator`, `not-found`.
 */
export async function writeRow(
  deps: WriteDeps,
  doer: Doer,
  row: Written,
): Promise<{ userId: string; enrolled: Set<string> }> {
  const now = deps.clock();
  const { person, known, good } = row;
  return deps.outbox.commit(async (tx) => {
    if (known) await lockPerson(tx, known.id);
    const userId = known?.id ?? (await add(tx, row, { ...doer, now }));
    // Another run may have enrolled some of them a moment ago.
    const before = (await findKnown(tx, keyOf(person)))?.photos ?? [];
    const room = await roomFor(tx, deps, userId);
    const kept = good.filter(({ name }) => !before.includes(name)).slice(0, Math.max(0, room));
    const pictures = kept.map(({ templates }) => templates);
    if (kept.length > 0) await addPictures(tx, deps, { userId, pictures, consent: consentOf(person) });
    const photos = [...before, ...kept.map(({ name }) => name)];
    await noteImported(tx, { userId, fingerprint: fingerprintOf(person), photos, at: now });
    return { userId, enrolled: new Set(photos) };
  }, doer);
}
