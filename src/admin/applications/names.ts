/** The settings of stored applications, with names in place of ids, as forms and files show them. */
import type { Application, ApplicationSettings } from '../../applications/application.ts';
import { listGroups } from '../../applications/groups.store.ts';
import type { Queryable } from '../../db/open.ts';
import { namesByIds } from '../people/names.store.ts';

export async function settingsOf(db: Queryable, applications: readonly Application[]): Promise<ApplicationSettings[]> {
  const groups = new Map((await listGroups(db)).map(({ id, name }) => [id, name]));
  const people = await namesByIds(
    db,
    applications.flatMap((application) => application.people),
  );
  const named = (ids: readonly string[], names: ReadonlyMap<string, string>) =>
    ids.flatMap((id) => names.get(id) ?? []).sort();
  return applications.map(({ id: _id, hasSecret: _secret, createdAt: _created, updatedAt: _updated, ...rest }) => ({
    ...rest,
    groups: named(rest.groups, groups),
    people: named(rest.people, people),
  }));
}
