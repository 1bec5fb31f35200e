/** Subjects: people without a way in, by name. One collection for all keys of this interface. */
import { erasePerson } from '../../accounts/erasure.store.ts';
import { AppError } from '../../errors.ts';
import { happened } from '../../events/events.store.ts';
import { deleteFaceData } from '../../faces/face-data.store.ts';
import { countPictures, findPicture, type Picture } from '../../faces/pictures.store.ts';
import { movePictures, removePicture } from '../../faces/pictures.ts';
import type { Program } from '../../principal.ts';
import type { FaceDeps } from '../faces/enroll.ts';
import { allSubjects, findByKey } from '../people/people.store.ts';
import { addPerson, changePerson, lockPerson, removePerson, subjectKey } from '../people/people.ts';

/** @throws {AppError} `not-found`. */
export async function subjectId({ db }: Pick<FaceDeps, 'db'>, name: string): Promise<string> {
  const found = await findByKey(db, subjectKey(name));
  if (!found) throw new AppError('not-found');
  return found.id;
}

/** The id of a subject, which is added where there is none. */
export async function ensureSubject(deps: FaceDeps, program: Program, name: string): Promise<string> {
  const known = await findByKey(deps.db, subjectKey(name));
  if (known) return known.id;
  return addPerson(deps, program, { name, displayName: name, subject: true }).catch((error: unknown) => {
    // Another request added it a moment ago.
    if (error instanceof AppError && error.code === 'name-taken') return subjectId(deps, name);
    throw error;
  });
}

/** Renames a subject. Where the new name is another subject's, that one gets the faces, and the old one goes. */
export async function renameSubject(
  deps: FaceDeps,
  program: Program,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const id = await subjectId(deps, from);
  const target = await findByKey(deps.db, subjectKey(to));
  if (target?.id === id) return;
  if (!target) return changePerson(deps, program, { id, change: { name: to, displayName: to } });
  await deps.outbox.commit(async (tx) => {
    // In the order of their ids, so that two merges at once never wait for each other.
    for (const one of [id, target.id].sort()) await lockPerson(tx, one);
    const at = deps.clock();
    const pictures = await movePictures(tx, deps, { from: id, to: target.id });
    if (pictures > 0) await happened(tx, { at, userId: target.id, kind: 'picture-added', detail: { pictures } });
    await erasePerson(tx, { userId: id, now: at });
  }, program.keyName);
}

/** @returns how many there were. */
export async function removeAllSubjects(deps: FaceDeps, program: Program): Promise<number> {
  const all = await allSubjects(deps.db);
  for (const { id } of all) await removePerson(deps, program, id);
  return all.length;
}

/** Removes the faces of one subject, or of all. @returns how many pictures there were. */
export async function removeSubjectFaces(deps: FaceDeps, { keyName }: Program, name: string | undefined) {
  const { recognizer } = deps.config;
  const ids = name === undefined ? (await allSubjects(deps.db)).map(({ id }) => id) : [await subjectId(deps, name)];
  let removed = 0;
  for (const userId of ids) {
    removed += await deps.outbox.commit(async (tx) => {
      await lockPerson(tx, userId);
      const pictures = await countPictures(tx, { recognizer, userId });
      await deleteFaceData(tx, { userId, reason: 'administrator', now: deps.clock() });
      return pictures;
    }, keyName);
  }
  return removed;
}

/** A picture of a subject; of nobody who can sign in. @throws {AppError} `not-found`. */
export async function subjectPicture({ db, config }: Pick<FaceDeps, 'db' | 'config'>, id: string): Promise<Picture> {
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
  const picture = uuid ? await findPicture(db, id, config.recognizer) : undefined;
  if (!picture?.subject) throw new AppError('not-found');
  return picture;
}

/** @throws {AppError} `not-found`. */
export async function removeSubjectPicture(deps: FaceDeps, { keyName }: Program, id: string): Promise<Picture> {
  const picture = await subjectPicture(deps, id);
  await deps.outbox.commit(async (tx) => {
    await lockPerson(tx, picture.userId);
    await removePicture(tx, deps, id);
  }, keyName);
  return picture;
}
