/** Adds and changes applications for a program. The checks are those of the administrator's form. */
import { add, applicationOf, change } from '../../admin/applications/change.ts';
import { type Problem, type Result, readSettings, takenProblems } from '../../admin/applications/check.ts';
import { namesByIds } from '../../admin/people/names.store.ts';
import type { Application, ApplicationSettings } from '../../applications/application.ts';
import { lockApplications } from '../../applications/applications.store.ts';
import { listGroups } from '../../applications/groups.store.ts';
import type { Queryable } from '../../db/open.ts';
import type { Deps } from '../../deps.ts';
import type { Program } from '../../principal.ts';
import type { ApplicationChange } from './applications.schema.ts';

function settingsOf({
  id: _id,
  hasSecret: _secret,
  createdAt: _created,
  updatedAt: _updated,
  ...settings
}: Application) {
  return settings;
}

/** A problem for each id of nobody. */
async function unknownIds(tx: Queryable, { groups, people }: ApplicationSettings): Promise<Problem[]> {
  const knownGroups = new Set((await listGroups(tx)).map(({ id }) => id));
  const knownPeople = await namesByIds(tx, people);
  const unknown = (list: 'groups' | 'people', ids: readonly string[], known: { has(id: string): boolean }) =>
    ids.flatMap((id, index): Problem[] =>
      known.has(id) ? [] : [{ path: [list, index], key: 'field.id.unknown', vars: { id } }],
    );
  return [...unknown('groups', groups, knownGroups), ...unknown('people', people, knownPeople)];
}

async function checked(tx: Queryable, input: object, id?: string): Promise<Result<ApplicationSettings>> {
  const read = readSettings(input);
  if (!read.ok) return read;
  const settings = read.value;
  const problems = [...(await takenProblems(tx, settings, { id })), ...(await unknownIds(tx, settings))];
  if (problems.length > 0) return { ok: false, problems };
  const [groups, people] = [[...new Set(settings.groups)], [...new Set(settings.people)]];
  return { ok: true, value: { ...settings, groups, people } };
}

/**
 * Adds an application, or changes what is sent of one.
 * @param what.id the application that is changed; absent: a new one.
 * @returns its id, or what is wrong. @throws {AppError} `not-found`.
 */
export function saveApplication(
  { outbox, clock }: Pick<Deps, 'outbox' | 'clock'>,
  { keyName }: Program,
  { id, sent }: { id?: string; sent: ApplicationChange },
): Promise<Result<string>> {
  return outbox.commit(async (tx) => {
    await lockApplications(tx);
    const doer = { actorId: null, now: clock() };
    const before = id === undefined ? undefined : await applicationOf(tx, id);
    const fits = await checked(tx, { ...(before && settingsOf(before)), ...sent }, id);
    if (!fits.ok) return fits;
    if (!before) return { ok: true, value: await add(tx, fits.value, doer) };
    await change(tx, before, fits.value, doer);
    return { ok: true, value: before.id };
  }, keyName);
}
