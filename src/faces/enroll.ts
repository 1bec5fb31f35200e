/** Enrollment: makes templates of exactly one person from a clip, after the password. */

import sharp from 'sharp';
import type { EnrollmentProblem } from '../biometrics/consistency.ts';
import type { Queryable } from '../db/open.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { happened } from '../events/events.store.ts';
import type { Session } from '../principal.ts';
import { reauthentication } from '../sessions/reauth.store.ts';
import type { Sample } from '../vision/protocol.ts';
import { chooseSamples, isProblems } from './choice.ts';
import { isRefusedDuplicate, reportDuplicate } from './duplicates.ts';
import { deleteFaceData } from './face-data.store.ts';
import { sealSample } from './seal.ts';
import { replaceEnrollment } from './templates.store.ts';

/** The version of the consent that people give. A changed text in the catalogues raises it. */
export const CONSENT_VERSION = '2';
/** Frames that a clip may have. A browser sends 24; a faster camera may send some more. */
export const CLIP_FRAMES = 32;

type EnrollDeps = Pick<Deps, 'db' | 'vision' | 'outbox' | 'keys' | 'clock' | 'config' | 'log' | 'liveness'>;

export type EnrollResult = { kind: 'enrolled'; crops: string[] } | { kind: 'retry'; problems: EnrollmentProblem[] };

/** A kept face as a small JPEG in a `data:` address. The person sees it once; it is never stored. */
async function cropUrl(crop: Uint8Array): Promise<string> {
  const jpeg = await sharp(crop, { raw: { width: 112, height: 112, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer();
  return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
}

/** Enrollment's own first step asks for the password. */
function passwordNeeded(): AppError {
  return new AppError('password-needed', { solvedAt: '/enroll' });
}

/** The session whose person enrolls. */
type Enrolling = Pick<Session, 'userId' | 'idHash'>;

/**
 * Writes the templates in place of the former ones, in one transaction, if the password still counts.
 * @param also what else the transaction does first.
 */
async function store(
  deps: EnrollDeps,
  { session, also }: { session: Enrolling; also?: (tx: Queryable) => Promise<void> },
  kept: readonly Sample[],
): Promise<void> {
  const now = deps.clock();
  const { userId, idHash: sessionHash } = session;
  await deps.outbox.commit(async (tx) => {
    const gate = await reauthentication(tx, { sessionHash, purpose: 'enrollment', now });
    if (!gate?.consentVersion || !gate.consentedAt) throw passwordNeeded();
    await also?.(tx);
    const { consentVersion, consentedAt } = gate;
    const rows = kept.flatMap(({ templates }) => sealSample(deps.keys, { userId, templates, now }));
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

/**
 * Enrolls the one person in a clip.
 * @param input.frames encoded images in their order.
 * @param input.also runs in the transaction that stores the templates. If it throws, nothing is stored.
 * @returns the kept crops as `data:` addresses, or what to change before the next clip.
 * @throws {AppError} `password-needed` without a password in the last five minutes; `throttled` after many refusals.
 * @throws {VisionError} for bytes that are no image, or while the worker cannot answer.
 */
export async function enrollClip(
  deps: EnrollDeps,
  input: { session: Enrolling; frames: readonly Uint8Array[]; also?: (tx: Queryable) => Promise<void> },
): Promise<EnrollResult> {
  const { session, frames } = input;
  const gate = { sessionHash: session.idHash, purpose: 'enrollment' as const, now: deps.clock() };
  if (!(await reauthentication(deps.db, gate))) throw passwordNeeded();
  const chosen = await chooseSamples(deps, frames);
  if (isProblems(chosen)) return { kind: 'retry', problems: chosen };
  if (await isRefusedDuplicate(deps, session.userId, chosen)) return { kind: 'retry', problems: ['not-possible'] };
  await store(deps, input, chosen);
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
