/** Which pictures of a program can be enrolled, and why the others cannot. */
import type { Problem, Quality } from '../biometrics/observation.ts';
import type { Deps } from '../deps.ts';
import { policyFor } from '../policy/policy.ts';
import { foregroundFaces } from '../vision/pipeline/problems.ts';
import type { EncodedTemplate, FoundFace } from '../vision/protocol.ts';
import { calibrationOf } from '../vision/recognizers/calibration.ts';
import { decryptTemplate } from './load.ts';
import { templatesOfPerson } from './pictures.store.ts';

/** Pictures of one person are more alike than all but one pair of strangers in this many. */
const SAME_PERSON_FMR = 1e-3;

export type PictureProblem = Problem | 'other-person';
/** A picture that was looked at. `templates`: of its one face. */
export type Judged = { templates: EncodedTemplate[]; quality?: Quality; problem?: PictureProblem };

/** The one face of a picture, or why it has none. Somebody far behind does not count. */
function judge(found: readonly FoundFace[], careful: boolean): Judged {
  const faces = foregroundFaces(found.map((one) => ({ ...one, box: one.observation.face!.box })));
  const [first, ...others] = faces;
  if (!first) return { templates: [], problem: 'no-face' };
  const { templates, observation } = first;
  const several = others.length > 0 ? ('several-faces' as const) : undefined;
  const problem = several ?? (careful ? observation.problem : undefined);
  return { templates, quality: observation.face!.quality, ...(problem && { problem }) };
}

/**
 * Looks at pictures, one after the other, so that sign-in frames can go ahead.
 * @param options.careful refuses what an enrollment by camera refuses. @param options.bytes size of a picture.
 * @param options.least score of the detector.
 */
export async function judgePictures(
  { vision }: Pick<Deps, 'vision'>,
  images: readonly Uint8Array[],
  { careful, bytes, least = 0 }: { careful: boolean; bytes: number; least?: number },
): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const image of images) {
    judged.push(judge(await vision.faces(image, { templates: true, most: 5, least }, bytes), careful));
  }
  return judged;
}

type SameDeps = Pick<Deps, 'db' | 'vision' | 'keys' | 'config' | 'liveness'>;

/** The score that strangers reach once in a thousand comparisons. */
function strangersScore(policy: ReturnType<typeof policyFor>): number {
  const { tables } = calibrationOf(policy.recognizer, policy.customModel);
  return tables[0]!.table.find(({ fmr }) => fmr <= SAME_PERSON_FMR)!.score;
}

/**
 * Marks pictures of somebody else: those that are like no other good picture and like no stored one of the person. A
 * first picture has nothing to be compared with.
 * @param userId undefined: the person is not there yet.
 */
export async function findStrangers(
  deps: SameDeps,
  userId: string | undefined,
  judged: readonly Judged[],
): Promise<Judged[]> {
  const policy = policyFor(deps);
  const deciding = (templates: readonly EncodedTemplate[]) =>
    templates.filter(({ recognizer }) => recognizer === policy.recognizer);
  const good = judged.filter(({ problem }) => !problem);
  const rows = userId === undefined ? [] : await templatesOfPerson(deps.db, userId);
  const stored = deciding(rows.map((row) => decryptTemplate(row, deps.keys)));
  const all = [...good.flatMap(({ templates }) => deciding(templates)), ...stored];
  if (all.length < 2) return [...judged];
  const scores = await deps.vision.compare(all);
  const least = strangersScore(policy);
  const alike = (at: number) => all.some((_, other) => other !== at && scores[at * all.length + other]! >= least);
  const strangers = new Set(good.filter((_, at) => !alike(at)));
  return judged.map((one) => (strangers.has(one) ? { ...one, problem: 'other-person' } : one));
}
