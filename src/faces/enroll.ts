/** Enrollment: makes templates of exactly one person from a clip, after the password. */

import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import {
  chooseTemplates,
  type EnrollmentProblem,
  enrollmentProblems,
  GOOD_FRAMES,
  showsTurn,
} from '../biometrics/consistency.ts';
import { fuseLiveness, judgeLiveness } from '../biometrics/liveness.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { happened } from '../events/events.store.ts';
import { policyFor } from '../policy/policy.ts';
import type { Session } from '../principal.ts';
import { reauthentication } from '../sessions/reauth.store.ts';
import type { EncodedTemplate, Sample } from '../vision/protocol.ts';
import { calibrationOf } from '../vision/recognizers/calibration.ts';
import { isRefusedDuplicate, reportDuplicate } from './duplicates.ts';
import { deleteFaceData } from './face-data.store.ts';
import { replaceEnrollment } from './templates.store.ts';

/** The version of the consent that people give. A changed text in the catalogues raises it. */
export const CONSENT_VERSION = '2';
/** Frames that a clip may have. A browser sends 24; a faster camera may send some more. */
export const CLIP_FRAMES = 32;

type EnrollDeps = Pick<Deps, 'db' | 'vision' | 'outbox' | 'keys' | 'clock' | 'config' | 'log' | 'liveness'>;

export type EnrollResult = { kind: 'enrolled'; crops: string[] } | { kind: 'retry'; problems: EnrollmentProblem[] };

/** Samples one frame after the other. So sign-in frames can go ahead and one clip never fills the queue. */
async function sampleAll(deps: EnrollDeps, frames: readonly Uint8Array[]): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const frame of frames) samples.push(await deps.vision.sample(frame));
  return samples;
}

/** A kept face as a small JPEG in a `data:` address. The person sees it once; it is never stored. */
async function cropUrl(crop: Uint8Array): Promise<string> {
  const jpeg = await sharp(crop, { raw: { width: 112, height: 112, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer();
  return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
}

function sealed(deps: EnrollDeps, userId: string, template: EncodedTemplate, now: Date) {
  const id = randomUUID();
  const { recognizer, version } = template;
  const box = deps.keys.seal({ userId, templateId: id, recognizer, version }, template.bytes);
  return { id, userId, recognizer, version, ...box, createdAt: now };
}

/** Enrollment's own first step asks for the password. */
function passwordNeeded(): AppError {
  return new AppError('password-needed', { solvedAt: '/enroll' });
}

/** Writes the templates in place of the former ones, in one transaction, if the password still counts. */
async function store(deps: EnrollDeps, session: Session, kept: readonly Sample[]): Promise<void> {
  const now = deps.clock();
  const { userId, idHash: sessionHash } = session;
  await deps.outbox.commit(async (tx) => {
    const gate = await reauthentication(tx, { sessionHash, purpose: 'enrollment', now });
    if (!gate?.consentVersion || !gate.consentedAt) throw passwordNeeded();
    const { consentVersion, consentedAt } = gate;
    const rows = kept.flatMap((sample) => sample.templates.map((template) => sealed(deps, userId, template, now)));
    await replaceEnrollment(tx, { userId, enrolledAt: now, consentVersion, consentedAt }, rows);
    await happened(tx, {
      at: now,
      userId,
      kind: 'face-enrolled',
      detail: {
        templates: rows.length,
        consentVersion,
        consentedAt: consentedAt.toISOString(),
        // The text of the consent names it.
        unusedFaceDays: deps.config.unusedFaceDays,
      },
    });
  });
}

/** Chooses the samples to keep. @returns the problems instead if the clip cannot be enrolled. */
async function choose(deps: EnrollDeps, samples: readonly Sample[]): Promise<Sample[] | EnrollmentProblem[]> {
  const observations = samples.map((sample) => sample.observation);
  const problems = enrollmentProblems(observations, GOOD_FRAMES);
  if (problems.length > 0) return problems;
  const good = samples.filter((sample) => sample.observation.problem === undefined);
  const { recognizer, customModel, templates: keep, liveness } = policyFor(deps);
  const deciding = good.map((sample) => sample.templates.find((template) => template.recognizer === recognizer)!);
  const scores = await deps.vision.compare(deciding);
  const faces = good.map((sample) => sample.observation.face!);
  const { samePerson } = calibrationOf(recognizer, customModel);
  const choice = chooseTemplates(faces, scores, { samePerson, atLeast: GOOD_FRAMES, keep });
  if (!choice.kept) return [choice.problem];
  const { passive, challenge } = liveness;
  const cues = fuseLiveness(good.map((sample) => sample.observation.liveness ?? {}));
  // An enrolled picture would sign in whoever holds it.
  if (passive && judgeLiveness(cues, passive) !== 'live') return ['not-live'];
  if (challenge && !showsTurn(observations)) return ['no-turn'];
  return choice.kept.map((index) => good[index]!);
}

function isProblems(chosen: Sample[] | EnrollmentProblem[]): chosen is EnrollmentProblem[] {
  return typeof chosen[0] === 'string';
}

/**
 * Enrolls the one person in a clip.
 * @param input.frames encoded images in their order.
 * @returns the kept crops as `data:` addresses, or what to change before the next clip.
 * @throws {AppError} `password-needed` without a password in the last five minutes; `throttled` after many refusals.
 * @throws {VisionError} for bytes that are no image, or while the worker cannot answer.
 */
export async function enrollClip(
  deps: EnrollDeps,
  input: { session: Session; frames: readonly Uint8Array[] },
): Promise<EnrollResult> {
  const { session, frames } = input;
  const gate = { sessionHash: session.idHash, purpose: 'enrollment' as const, now: deps.clock() };
  if (!(await reauthentication(deps.db, gate))) throw passwordNeeded();
  const chosen = await choose(deps, await sampleAll(deps, frames));
  if (isProblems(chosen)) return { kind: 'retry', problems: chosen };
  if (await isRefusedDuplicate(deps, session.userId, chosen)) return { kind: 'retry', problems: ['not-possible'] };
  await store(deps, session, chosen);
  await reportDuplicate(deps, session.userId, chosen);
  return { kind: 'enrolled', crops: await Promise.all(chosen.map((sample) => cropUrl(sample.crop!))) };
}

/**
 * Deletes a person's face data at once: first the rows, then the templates in the gallery.
 * @returns the number of the receipt; null if there was nothing to delete.
 */
export async function removeFace(
  { outbox, clock }: Pick<Deps, 'outbox' | 'clock'>,
  userId: string,
): Promise<string | null> {
  return outbox.commit((tx) => deleteFaceData(tx, { userId, reason: 'asked', now: clock() }));
}
