/**
 * All applications and groups as one JSON value, and back. Importing is all or nothing: what the value names becomes as
 * it says, what it does not name stays. Secrets and keys are not in it.
 */
import { z } from 'zod';
import type { Application } from '../../applications/application.ts';
import { listApplications, lockApplications, saveApplication } from '../../applications/applications.store.ts';
import { listGroups } from '../../applications/groups.store.ts';
import type { Queryable } from '../../db/open.ts';
import type { Deps } from '../../deps.ts';
import type { EventTx } from '../../events/events.store.ts';
import { addNamed, putIn, takeOut } from '../groups/change.ts';
import { memberIds, memberNames } from '../groups/members.store.ts';
import { groupName } from '../groups/name.ts';
import { idsByNames } from '../people/names.store.ts';
import type { Doer } from '../record.ts';
import { add, change, changedSettings } from './change.ts';
import { type Problem, problemsOf, readSettings, resolveSettings } from './check.ts';
import { settingsOf } from './names.ts';

/** The version of this form of the file. */
const FORMAT = 1;

const group = z.strictObject({
  name: groupName,
  /** Absent: they stay as they are. */
  members: z.array(z.string()).max(100_000, 'field.list.long').optional(),
});

const file = z.strictObject({
  facelogin: z.literal(FORMAT),
  groups: z.array(group).max(1000, 'field.list.long').default([]),
  /** Each is checked by itself, so that every problem has its place. */
  applications: z.array(z.unknown()).max(1000, 'field.list.long').default([]),
});
type File = z.output<typeof file>;

/** What an import does, or would do: short names of applications, names of groups. */
export type Import = {
  problems: Problem[];
  added: string[];
  changed: string[];
  same: number;
  groups: { added: string[]; changed: string[] };
};

/** Everything, in an order that is the same each time. */
export async function exportAll(db: Queryable) {
  const members = await memberNames(db);
  const groups = (await listGroups(db)).map(({ id, name }) => ({ name, members: members.get(id) ?? [] }));
  return { facelogin: FORMAT, groups, applications: await settingsOf(db, await listApplications(db)) };
}

/** Ends the transaction of an import that must not be written. */
class Undone extends Error {}

function repeated(names: readonly string[], path: (index: number) => Problem['path'], key: Problem['key']): Problem[] {
  return names.flatMap((name, index) => (names.indexOf(name) < index ? [{ path: path(index), key }] : []));
}

async function importGroup(tx: EventTx, given: File['groups'][number], index: number, doer: Doer, report: Import) {
  const added = await addNamed(tx, given.name, doer);
  const found = (await listGroups(tx)).find(({ name }) => name === given.name)!;
  if (added !== undefined) report.groups.added.push(given.name);
  if (!given.members) return;
  const ids = await idsByNames(tx, given.members);
  for (const [place, name] of given.members.entries()) {
    if (ids.has(name)) continue;
    const path = ['groups', index, 'members', place];
    report.problems.push({ path, key: 'field.person.unknown', vars: { name } });
  }
  const [wanted, present] = [new Set(ids.values()), new Set(await memberIds(tx, found.id))];
  const [come, go] = [[...wanted].filter((id) => !present.has(id)), [...present].filter((id) => !wanted.has(id))];
  await putIn(tx, found, come, doer);
  await takeOut(tx, found, go, doer);
  if (added === undefined && come.length + go.length > 0) report.groups.changed.push(given.name);
}

/** The origins that an application is about to give up, free for another one of the same file. */
async function freeOrigins(tx: Queryable, before: Application, origins: readonly string[], now: Date): Promise<void> {
  const kept = before.origins.filter((origin) => origins.includes(origin));
  if (kept.length < before.origins.length)
    await saveApplication(tx, before.id, { ...stored(before), origins: kept }, now);
}

function stored({ id: _id, hasSecret: _secret, createdAt: _created, updatedAt: _updated, ...rest }: Application) {
  return rest;
}

async function importApplications(tx: EventTx, given: readonly unknown[], doer: Doer, report: Import): Promise<void> {
  const before = new Map((await listApplications(tx)).map((application) => [application.slug, application]));
  const read = given.map((input, index) => readSettings(input, ['applications', index]));
  for (const one of read) {
    if (!one.ok) report.problems.push(...one.problems);
    else if (before.has(one.value.slug)) {
      await freeOrigins(tx, before.get(one.value.slug)!, one.value.origins, doer.now);
    }
  }
  const slugs = read.map((one, index) => (one.ok ? one.value.slug : `\u0000${index}`));
  report.problems.push(...repeated(slugs, (index) => ['applications', index, 'slug'], 'field.slug.taken'));
  if (report.problems.length > 0) return;
  for (const [index, one] of read.entries()) {
    if (!one.ok) continue;
    const old = before.get(one.value.slug);
    const base = ['applications', index];
    const checked = await resolveSettings(tx, one.value, { id: old?.id, base });
    if (!checked.ok) report.problems.push(...checked.problems);
    else if (!old) {
      await add(tx, checked.value, doer);
      report.added.push(checked.value.slug);
    } else if (changedSettings(old, checked.value).length === 0) report.same += 1;
    else {
      await change(tx, old, checked.value, doer);
      report.changed.push(checked.value.slug);
    }
  }
}

/**
 * Imports what `exportAll` gives.
 * @param options.dryRun says what would happen, and writes nothing.
 * @returns what was done; with problems nothing was.
 */
export async function importAll(
  { db, outbox, clock }: Pick<Deps, 'db' | 'clock'> & Partial<Pick<Deps, 'outbox'>>,
  input: unknown,
  { dryRun }: { dryRun: boolean },
): Promise<Import> {
  const report: Import = { problems: [], added: [], changed: [], same: 0, groups: { added: [], changed: [] } };
  const parsed = file.safeParse(input);
  if (!parsed.success) return { ...report, problems: problemsOf(parsed.error.issues) };
  const { groups, applications } = parsed.data;
  const doer = { now: clock() };
  const work = async (tx: EventTx) => {
    await lockApplications(tx);
    const names = groups.map(({ name }) => name);
    report.problems.push(...repeated(names, (index) => ['groups', index, 'name'], 'field.group.taken'));
    for (const [index, given] of groups.entries()) await importGroup(tx, given, index, doer, report);
    await importApplications(tx, applications, doer, report);
    if (dryRun || report.problems.length > 0) throw new Undone();
  };
  await (outbox ? outbox.commit(work) : db.transaction(work)).catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error;
  });
  return report;
}
