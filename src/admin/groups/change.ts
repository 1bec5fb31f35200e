/** What an administrator may do to groups. Each act is one transaction, which records who did it. */
import { lockApplications } from '../../applications/applications.store.ts';
import {
  addGroup,
  addMembers,
  findGroup,
  type Group,
  groupsNamed,
  removeGroup,
  removeMembers,
  renameGroup,
} from '../../applications/groups.store.ts';
import type { Queryable } from '../../db/open.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { EventTx } from '../../events/events.store.ts';
import { type Doer, record } from '../record.ts';

type Changing = Pick<Deps, 'outbox' | 'clock'>;

/** @throws {AppError} `not-found`. */
export async function groupOf(db: Queryable, id: string): Promise<Group> {
  const group = await findGroup(db, id);
  if (!group) throw new AppError('not-found');
  return group;
}

/** Adds a group, and records it. @returns its id; undefined if the name is taken. */
export async function addNamed(tx: EventTx, name: string, doer: Doer): Promise<string | undefined> {
  const id = await addGroup(tx, name, doer.now);
  if (id !== undefined) await record(tx, doer, { kind: 'group-changed', detail: { group: name, change: 'added' } });
  return id;
}

/** @returns the id of the new group; undefined if the name is taken. */
export function makeGroup(
  { outbox, clock }: Changing,
  { name, actorId }: { name: string; actorId: string },
): Promise<string | undefined> {
  return outbox.commit((tx) => addNamed(tx, name, { actorId, now: clock() }));
}

type One = { id: string; actorId: string };

/** @returns false if another group has the name. */
export function rename({ outbox, clock }: Changing, { id, name, actorId }: One & { name: string }): Promise<boolean> {
  return outbox.commit(async (tx) => {
    await lockApplications(tx);
    const group = await groupOf(tx, id);
    if (group.name === name) return true;
    if ((await groupsNamed(tx, [name])).length > 0) return false;
    await renameGroup(tx, id, name);
    const detail = { group: name, change: 'renamed', formerly: group.name };
    await record(tx, { actorId, now: clock() }, { kind: 'group-changed', detail });
    return true;
  });
}

export async function remove({ outbox, clock }: Changing, { id, actorId }: One): Promise<void> {
  await outbox.commit(async (tx) => {
    const group = await groupOf(tx, id);
    await removeGroup(tx, id);
    const detail = { group: group.name, change: 'removed' };
    await record(tx, { actorId, now: clock() }, { kind: 'group-changed', detail });
  });
}

/** Puts people into a group, and records each who was not in it. */
export async function putIn(tx: EventTx, group: Group, userIds: readonly string[], doer: Doer): Promise<void> {
  for (const userId of userIds) {
    if ((await addMembers(tx, group.id, [userId])) === 0) continue;
    await record(tx, doer, { kind: 'group-changed', userId, detail: { group: group.name, change: 'put-in' } });
  }
}

/** Takes people out of a group, and records each who was in it. */
export async function takeOut(tx: EventTx, group: Group, userIds: readonly string[], doer: Doer): Promise<void> {
  for (const userId of userIds) {
    if ((await removeMembers(tx, group.id, [userId])) === 0) continue;
    await record(tx, doer, { kind: 'group-changed', userId, detail: { group: group.name, change: 'taken-out' } });
  }
}

/** @throws {AppError} `not-found` where the group is not there. */
export async function changeMember(
  { outbox, clock }: Changing,
  input: One & { userId: string; member: boolean },
): Promise<void> {
  const { id, userId, actorId, member } = input;
  await outbox.commit(async (tx) => {
    const group = await groupOf(tx, id);
    await (member ? putIn : takeOut)(tx, group, [userId], { actorId, now: clock() });
  });
}
