/**
 * Imports one row: a person with groups and photos, in one transaction. A row that is done already is left as it is, so
 * an import that was interrupted goes on with a second run.
 */
import { NameTaken } from '../../accounts/new-account.store.ts';
import { namesByIds } from '../../admin/people/names.store.ts';
import { hashPassword } from '../../crypto/passwords.ts';
import { newToken } from '../../crypto/tokens.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { noteDuplicate } from '../../faces/duplicates.ts';
import { findKnown, type Known } from '../imported.store.ts';
import type { RowResult } from '../report.ts';
import type { Why } from '../why.ts';
import { keyOf } from './known.ts';
import { duplicateOf, type Looked, lookAtPhotos } from './photos.ts';
import { later, photoResults, type RowInput, refusedRow, settledRow } from './results.ts';
import { type Doer, writeRow } from './write.ts';

export type ImportDeps = Pick<Deps, 'db' | 'vision' | 'keys' | 'clock' | 'config' | 'liveness' | 'outbox' | 'log'>;

type Duplicate = { id: string; why: Why };

/** Another account with the same face, as the report says it. Programs alone find people without a way in. */
async function findDuplicate(
  deps: ImportDeps,
  { person, careful }: RowInput,
  { userId, good }: { userId: string | undefined; good: readonly Looked[] },
): Promise<Duplicate | undefined> {
  const id = careful && person.signIn ? await duplicateOf(deps, userId, good) : undefined;
  if (id === undefined) return undefined;
  const name = (await namesByIds(deps.db, [id])).get(id) ?? '';
  return { id, why: { key: 'import.duplicate', vars: { name } } };
}

type Bringing = {
  input: RowInput;
  known: Known | undefined;
  good: readonly Looked[];
  duplicate: Duplicate | undefined;
};

/** Writes the row. @returns the names of all enrolled photos, and what an administrator should look at. */
async function write(deps: ImportDeps, doer: Doer, { input, known, good, duplicate }: Bringing) {
  const { person } = input;
  const needsHash = !known && person.signIn;
  const passwordHash = needsHash ? (input.passwordHash ?? (await hashPassword(newToken()))) : '';
  const { userId, enrolled } = await writeRow(deps, doer, { person, known, good, passwordHash });
  // Two rows are imported at a time. Before either was written neither showed the other.
  const other = duplicate ?? (await findDuplicate(deps, input, { userId, good }));
  if (other) await noteDuplicate(deps, userId, other.id, false);
  return { enrolled, why: other ? [other.why] : [] };
}

/** Looks at the photos of a row and writes it. @throws {NameTaken} */
async function bring(deps: ImportDeps, doer: Doer, input: RowInput, known: Known | undefined): Promise<RowResult> {
  const { line, person, careful, dryRun } = input;
  const { name } = person;
  const wanted = input.photos.filter(
    (photo) => person.photos.includes(photo.name) && !known?.photos?.includes(photo.name),
  );
  const looked = await lookAtPhotos(deps, wanted, { careful, userId: known?.id });
  const good = looked.filter(({ why }) => !why);
  const results = (enrolled: Set<string>) => photoResults(input, known, looked, enrolled);
  if (wanted.length > 0 && good.length === 0)
    return refusedRow(line, name, [{ key: 'import.photos.none' }], results(new Set()));
  const duplicate = await findDuplicate(deps, input, { userId: known?.id, good });
  if (duplicate && deps.config.duplicateFaces === 'refuse')
    return refusedRow(line, name, [duplicate.why], person.photos.map(later));
  const done = dryRun
    ? { enrolled: new Set(good.map((photo) => photo.name)), why: duplicate ? [duplicate.why] : [] }
    : await write(deps, doer, { input, known, good, duplicate });
  return { line, name, state: known ? 'completed' : 'added', why: done.why, photos: results(done.enrolled) };
}

/**
 * Imports one row. Whose name is there already is left as they are, unless the same row brought them: then the photos
 * that are missing are added.
 * @throws {VisionError, AppError} `busy`, `unavailable`, `database`: the same row may be sent again.
 */
export async function importRow(deps: ImportDeps, doer: Doer, input: RowInput): Promise<RowResult> {
  const { line, person } = input;
  const known = await findKnown(deps.db, keyOf(person));
  const settled = known && settledRow(input, known);
  if (settled) return settled;
  try {
    return await bring(deps, doer, input, known);
  } catch (error) {
    // Another run added the person meanwhile.
    if (error instanceof NameTaken) return importRow(deps, doer, input);
    if (error instanceof AppError && error.code === 'administrator')
      return refusedRow(line, person.name, [{ key: 'import.row.exists', column: 'name' }]);
    throw error;
  }
}
