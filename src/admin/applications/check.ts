/**
 * Checks the settings of an application as a form or a file gives them: their form by the schema, and then what only the
 * database knows: taken names and origins, groups and people that are not there.
 */
import { type ApplicationSettings, applicationSettings } from '../../applications/application.ts';
import { idOfSlug, type NewApplication, takenOrigins } from '../../applications/applications.store.ts';
import { groupsNamed } from '../../applications/groups.store.ts';
import type { Queryable } from '../../db/open.ts';
import type { MessageKey, Vars } from '../../i18n/index.ts';
import { canBeGroup } from '../groups/name.ts';
import { idsByNames } from '../people/names.store.ts';

/** Something wrong, and its place in the settings: `['oidc', 'redirectUris', 0]`. */
export type Problem = { path: readonly (string | number)[]; key: MessageKey; vars?: Vars };
export type Result<T> = { ok: true; value: T } | { ok: false; problems: Problem[] };

type Issue = { code?: string; message: string; path: PropertyKey[]; keys?: string[] };

/** The problems that a schema found. What its author wrote no message for gets a plain one. */
export function problemsOf(issues: readonly Issue[], base: Problem['path'] = []): Problem[] {
  return issues.flatMap(({ code, message, path, keys }): Problem[] => {
    const at = [...base, ...path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
    if (code === 'unrecognized_keys') {
      return (keys ?? []).map((name) => ({ path: at, key: 'field.key.unknown', vars: { name } }));
    }
    return [{ path: at, key: message.startsWith('field.') ? (message as MessageKey) : 'field.value.form' }];
  });
}

/** Checks the form alone. */
export function readSettings(input: unknown, base: Problem['path'] = []): Result<ApplicationSettings> {
  const parsed = applicationSettings.safeParse(input);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, problems: problemsOf(parsed.error.issues, base) };
}

/** The ids of a list of names, and a problem for each name of nobody. */
function resolved(names: readonly string[], ids: ReadonlyMap<string, string>, path: Problem['path'], key: MessageKey) {
  const problems = names.flatMap((name, index): Problem[] =>
    ids.has(name) ? [] : [{ path: [...path, index], key, vars: { name } }],
  );
  return { ids: [...new Set(names.flatMap((name) => ids.get(name) ?? []))], problems };
}

/** Where the settings are. `id`: the application that is changed; absent: a new one. */
type Place = { id?: string | undefined; base?: Problem['path'] };

/** What another application has already. Call it under `lockApplications`. */
export async function takenProblems(
  tx: Queryable,
  settings: Pick<ApplicationSettings, 'slug' | 'origins'>,
  { id, base = [] }: Place = {},
): Promise<Problem[]> {
  const problems: Problem[] = [];
  const holder = await idOfSlug(tx, settings.slug);
  if (holder !== undefined && holder !== id) problems.push({ path: [...base, 'slug'], key: 'field.slug.taken' });
  const taken = await takenOrigins(tx, settings.origins, id);
  for (const [index, origin] of settings.origins.entries()) {
    if (taken.includes(origin)) problems.push({ path: [...base, 'origins', index], key: 'field.origin.taken' });
  }
  return problems;
}

/** Names become ids, and what is taken is a problem. Call it under `lockApplications`. */
export async function resolveSettings(
  tx: Queryable,
  settings: ApplicationSettings,
  at: Place = {},
): Promise<Result<NewApplication>> {
  const { base = [] } = at;
  const problems = await takenProblems(tx, settings, at);
  const named = await groupsNamed(tx, settings.groups.filter(canBeGroup));
  const groupIds = new Map(named.map((group) => [group.name, group.id]));
  const groups = resolved(settings.groups, groupIds, [...base, 'groups'], 'field.group.unknown');
  const personIds = await idsByNames(tx, settings.people);
  const people = resolved(settings.people, personIds, [...base, 'people'], 'field.person.unknown');
  problems.push(...groups.problems, ...people.problems);
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: { ...settings, groups: groups.ids, people: people.ids } };
}
