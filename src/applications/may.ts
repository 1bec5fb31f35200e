/** Who may use an application. The gateway, the provider and the launch pad all ask here. */
import type { Queryable } from '../db/open.ts';
import type { Application } from './application.ts';
import { groupsOf } from './groups.store.ts';

type Audience = Pick<Application, 'enabled' | 'audience' | 'groups' | 'people'>;

/** The same question where the groups of the person are known. @param groupIds the groups that the person is in. */
export function isFor(application: Audience, person: { userId: string; groupIds: readonly string[] }): boolean {
  if (!application.enabled) return false;
  if (application.audience === 'everybody' || application.people.includes(person.userId)) return true;
  return person.groupIds.some((id) => application.groups.includes(id));
}

/** Whether a person may use an application: it is on, and meant for everybody, for the person or a group of theirs. */
export async function mayUse(db: Queryable, application: Audience, userId: string): Promise<boolean> {
  if (isFor(application, { userId, groupIds: [] })) return true;
  if (!application.enabled || application.groups.length === 0) return false;
  const groupIds = (await groupsOf(db, userId)).map(({ id }) => id);
  return isFor(application, { userId, groupIds });
}
