/** Looks at the photos of one person. The same rules hold as for pictures of the API. No photo is kept. */
import { PICTURE_BYTES } from '../../api/http/pictures.ts';
import type { Deps } from '../../deps.ts';
import { otherOwner } from '../../faces/duplicates.ts';
import { findStrangers, type Judged, judgePictures, type PictureProblem } from '../../faces/judge-pictures.ts';
import { limitsOf } from '../../vision/pipeline/normalize.ts';
import { type EncodedTemplate, VisionError } from '../../vision/protocol.ts';
import type { Why } from '../why.ts';

/** Bytes of one photo, at most. */
export const PHOTO_BYTES = PICTURE_BYTES;

/** A photo that was sent, or why there is none. */
export type Sent = { name: string } & (
  | { bytes: Uint8Array; problem?: undefined }
  | { problem: Why; bytes?: undefined }
);

/** A photo that was looked at. `why`: it cannot be enrolled. */
export type Looked = { name: string; templates: readonly EncodedTemplate[]; why?: Why };

type LookDeps = Pick<Deps, 'db' | 'vision' | 'keys' | 'config' | 'liveness'>;

function whyOf(problem: PictureProblem): Why {
  return problem === 'other-person' ? { key: 'import.photo.other-person' } : { key: `admin.problem.${problem}` };
}

/** @throws {VisionError} while no worker has time. */
async function lookAt(deps: LookDeps, image: Uint8Array, careful: boolean): Promise<Judged | Why> {
  try {
    const [judged] = await judgePictures(deps, [image], { careful, bytes: PHOTO_BYTES });
    return judged!;
  } catch (error) {
    if (!(error instanceof VisionError) || error.code !== 'bad-image') throw error;
    return { key: `error.image.${error.fault ?? 'damaged'}`, vars: limitsOf({ limit: PHOTO_BYTES }) };
  }
}

/**
 * Looks at photos, one after the other, behind sign-in frames.
 * @param options.careful refuses what an enrollment by camera refuses, and photos of different people.
 * @param options.userId whose photos they are; undefined: a new person's.
 */
export async function lookAtPhotos(
  deps: LookDeps,
  sent: readonly Sent[],
  { careful, userId }: { careful: boolean; userId: string | undefined },
): Promise<Looked[]> {
  const found: (Judged | Why)[] = [];
  for (const { bytes, problem } of sent) found.push(problem ?? (await lookAt(deps, bytes, careful)));
  const judged = found.filter((one): one is Judged => 'templates' in one);
  const marked = careful ? await findStrangers(deps, userId, judged) : judged;
  return found.map((one, at) => {
    const { name } = sent[at]!;
    if (!('templates' in one)) return { name, templates: [], why: one };
    const { problem, templates } = marked[judged.indexOf(one)]!;
    return problem ? { name, templates: [], why: whyOf(problem) } : { name, templates };
  });
}

/** Another account with the face of these photos, as `FACELOGIN_DUPLICATE_FACES` asks for it. */
export async function duplicateOf(
  deps: LookDeps,
  userId: string | undefined,
  good: readonly Looked[],
): Promise<string | undefined> {
  if (deps.config.duplicateFaces === 'allow' || good.length === 0) return undefined;
  const kept = good.map(({ templates }) => ({ templates: [...templates] }));
  return otherOwner(deps, userId, kept);
}
