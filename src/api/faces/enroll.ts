/** What programs do to faces. An enrollment uses the recognizers and the thresholds of the sign-in. */
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { chooseSamples, isProblems } from '../../faces/choice.ts';
import { deleteFaceData } from '../../faces/face-data.store.ts';
import { findStrangers, type Judged, judgePictures } from '../../faces/judge-pictures.ts';
import { findPicture } from '../../faces/pictures.store.ts';
import { addPictures, mostPictures, removePicture, roomFor } from '../../faces/pictures.ts';
import type { Program } from '../../principal.ts';
import type { EncodedTemplate } from '../../vision/protocol.ts';
import { PICTURE_BYTES } from '../http/pictures.ts';
import { lockPerson } from '../people/people.ts';

export type FaceDeps = Pick<Deps, 'db' | 'vision' | 'keys' | 'clock' | 'config' | 'liveness' | 'outbox'>;

/** Stores the templates of pictures. @throws {AppError} `not-found`, `administrator`, `too-many-pictures`. */
export async function storePictures(
  deps: FaceDeps,
  { keyName }: Program,
  { userId, pictures }: { userId: string; pictures: readonly (readonly EncodedTemplate[])[] },
): Promise<string[]> {
  return deps.outbox.commit(async (tx) => {
    await lockPerson(tx, userId);
    if ((await roomFor(tx, deps, userId)) < pictures.length) {
      throw new AppError('too-many-pictures', { vars: { most: mostPictures(deps) } });
    }
    return addPictures(tx, deps, { userId, pictures });
  }, keyName);
}

/** A picture that was sent: its id, or why it was not enrolled. */
export type Enrolled = Pick<Judged, 'quality'> &
  ({ id: string; problem?: undefined } | { id?: undefined; problem: string });

/**
 * Enrolls the good ones of some pictures.
 * @returns one entry for each picture. Without any good one nothing is stored.
 */
export async function enrollPictures(
  deps: FaceDeps,
  program: Program,
  { userId, images }: { userId: string; images: readonly Uint8Array[] },
): Promise<Enrolled[]> {
  const looked = await judgePictures(deps, images, { careful: true, bytes: PICTURE_BYTES });
  const judged = await findStrangers(deps, userId, looked);
  const pictures = judged.filter(({ problem }) => !problem).map(({ templates }) => templates);
  const ids = pictures.length > 0 ? await storePictures(deps, program, { userId, pictures }) : [];
  return judged.map(({ problem, quality }) => {
    const seen = quality ? { quality } : {};
    return problem ? { ...seen, problem } : { ...seen, id: ids.shift()! };
  });
}

/**
 * Enrolls the person of a clip, which passes the same checks as one of the enrollment page.
 * @returns the ids of the pictures kept, or what is wrong with the clip.
 */
export async function enrollFrames(
  deps: FaceDeps,
  program: Program,
  { userId, frames }: { userId: string; frames: readonly Uint8Array[] },
): Promise<{ ids: string[] } | { problems: string[] }> {
  const chosen = await chooseSamples(deps, frames);
  if (isProblems(chosen)) return { problems: chosen };
  const pictures = chosen.map(({ templates }) => templates);
  return { ids: await storePictures(deps, program, { userId, pictures }) };
}

/** Removes the whole face of a person. @throws {AppError} `not-found`, `administrator`. */
export async function removeFaces(deps: FaceDeps, { keyName }: Program, userId: string): Promise<void> {
  await deps.outbox.commit(async (tx) => {
    await lockPerson(tx, userId);
    await deleteFaceData(tx, { userId, reason: 'administrator', now: deps.clock() });
  }, keyName);
}

/** Removes one picture of a person. @throws {AppError} `not-found`, `administrator`. */
export async function removeFace(
  deps: FaceDeps,
  { keyName }: Program,
  { userId, id }: { userId: string; id: string },
): Promise<void> {
  await deps.outbox.commit(async (tx) => {
    await lockPerson(tx, userId);
    const picture = await findPicture(tx, id, deps.config.recognizer);
    if (picture?.userId !== userId) throw new AppError('not-found');
    await removePicture(tx, deps, id);
  }, keyName);
}
