/** What programs do to groups. */
import { findGroup, removeGroup, removeMember } from '../../applications/group-members.store.ts';
import { addGroup, addMembers } from '../../applications/groups.store.ts';
import { AppError } from '../../errors.ts';
import { happened } from '../../events/events.store.ts';
import type { Program } from '../../principal.ts';
import { lockPerson, type PeopleDeps } from './people.ts';

/** @returns the id. @throws {AppError} `name-taken`. */
export async function makeGroup({ outbox, clock }: PeopleDeps, { keyName }: Program, group: string): Promise<string> {
  const now = clock();
  return outbox.commit(async (tx) => {
    const id = await addGroup(tx, group, now);
    if (!id) throw new AppError('name-taken');
    await happened(tx, { at: now, userId: null, kind: 'group-changed', detail: { group, change: 'added' } });
    return id;
  }, keyName);
}

/** @throws {AppError} `not-found`. */
export async function dropGroup({ outbox, clock }: PeopleDeps, { keyName }: Program, id: string): Promise<void> {
  await outbox.commit(async (tx) => {
    const group = await removeGroup(tx, id);
    if (group === undefined) throw new AppError('not-found');
    await happened(tx, { at: clock(), userId: null, kind: 'group-changed', detail: { group, change: 'removed' } });
  }, keyName);
}

/** Puts a person into a group or takes them out. @throws {AppError} `not-found`, `administrator`. */
export async function setMember(
  { outbox, clock }: PeopleDeps,
  { keyName }: Program,
  { groupId, userId, member }: { groupId: string; userId: string; member: boolean },
): Promise<void> {
  await outbox.commit(async (tx) => {
    const found = await findGroup(tx, groupId);
    if (!found) throw new AppError('not-found');
    await lockPerson(tx, userId);
    if (member) await addMembers(tx, groupId, [userId]);
    else await removeMember(tx, groupId, userId);
    const detail = { group: found.name, change: member ? 'member-added' : 'member-removed' };
    await happened(tx, { at: clock(), userId, kind: 'group-changed', detail });
  }, keyName);
}
