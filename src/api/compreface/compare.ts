/** Compares faces of pictures with each other, as the verification services of CompreFace do. */
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { decryptTemplate } from '../../faces/load.ts';
import { templatesOfPicture } from '../../faces/pictures.store.ts';
import { policyFor } from '../../policy/policy.ts';
import { foregroundFaces } from '../../vision/pipeline/problems.ts';
import type { EncodedTemplate, FoundFace } from '../../vision/protocol.ts';
import { similarities } from '../faces/recognize.ts';
import type { FaceQuery } from '../http/compreface-request.ts';
import { PICTURE_BYTES } from '../http/pictures.ts';

export type CompareDeps = Pick<Deps, 'db' | 'vision' | 'keys' | 'config' | 'liveness'>;
/** A face with its template of the recognizer that decides. */
export type Seen = FoundFace & { template: EncodedTemplate };

/** Every face of a picture. @throws {AppError} `no-face`. */
export async function facesOf(
  { vision, config }: Pick<CompareDeps, 'vision' | 'config'>,
  image: Uint8Array,
  { most, least }: Pick<FaceQuery, 'most' | 'least'>,
): Promise<Seen[]> {
  const found = await vision.faces(image, { templates: true, most, least }, PICTURE_BYTES);
  if (found.length === 0) throw new AppError('no-face');
  return found.map((one) => ({
    ...one,
    template: one.templates.find(({ recognizer }) => recognizer === config.recognizer)!,
  }));
}

/** The one face of a picture. @throws {AppError} `no-face`, `several-faces`. */
export async function oneFaceOf(deps: CompareDeps, image: Uint8Array, least: number): Promise<Seen> {
  const found = await facesOf(deps, image, { most: 5, least });
  const faces = foregroundFaces(found.map((one) => ({ ...one, box: one.observation.face!.box })));
  if (faces.length > 1) throw new AppError('several-faces');
  return faces[0]!;
}

/** How alike one template is to each of the others. */
export async function similaritiesTo(
  deps: Pick<CompareDeps, 'vision' | 'config' | 'liveness'>,
  template: EncodedTemplate,
  others: readonly EncodedTemplate[],
): Promise<number[]> {
  const scores = await deps.vision.compare([template, ...others]);
  const similarity = similarities(policyFor(deps), { people: 1 });
  return others.map((_, at) => similarity(scores[at + 1]!));
}

/** The stored template of a picture. @throws {AppError} `not-found`. */
export async function storedTemplate(
  { db, keys, config }: Pick<CompareDeps, 'db' | 'keys' | 'config'>,
  id: string,
): Promise<EncodedTemplate> {
  const rows = await templatesOfPicture(db, id);
  const row = rows.find(({ recognizer }) => recognizer === config.recognizer);
  if (!row) throw new AppError('not-found');
  return decryptTemplate(row, keys);
}
