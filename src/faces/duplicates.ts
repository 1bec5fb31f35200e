/**
 * Handles a face that another account has enrolled: one person has two accounts, or somebody enrolls another's picture.
 * `FACELOGIN_DUPLICATE_FACES` decides what happens then.
 */

import type { Deps } from '../deps.ts';
import { happened } from '../events/events.store.ts';
import { policyFor } from '../policy/policy.ts';
import { thresholdFor } from '../policy/rule.ts';
import { claimOrThrow, takeBack } from '../throttle/throttle.store.ts';
import type { Sample } from '../vision/protocol.ts';

type DuplicateDeps = Pick<Deps, 'db' | 'vision' | 'clock' | 'config' | 'log' | 'liveness'>;

/**
 * The other account that has this face, at the threshold of a search among everybody.
 * @param userId whose face it is; undefined: nobody's yet.
 */
export async function otherOwner(
  deps: Pick<Deps, 'vision' | 'config' | 'liveness'>,
  userId: string | undefined,
  kept: readonly Pick<Sample, 'templates'>[],
): Promise<string | undefined> {
  const policy = policyFor(deps);
  const templates = kept.flatMap((sample) => sample.templates.filter((one) => one.recognizer === policy.recognizer));
  const found = await deps.vision.identify(templates);
  const { people, alike } = deps.vision.status();
  const threshold = thresholdFor(policy, { people, alike });
  return found.find((candidate) => candidate.userId !== userId && candidate.score >= threshold)?.userId;
}

export async function noteDuplicate(
  deps: Pick<Deps, 'db' | 'clock' | 'log'>,
  userId: string,
  other: string,
  refused: boolean,
): Promise<void> {
  const detail = { other, ...(refused && { refused }) };
  await happened(deps.db, { at: deps.clock(), userId, kind: 'face-duplicate', detail });
  const what = refused ? 'was to be enrolled and was refused' : 'was enrolled';
  deps.log.warn(`A face ${what} that is already enrolled in another account; see the audit trail`, {});
}

/**
 * Whether the duplicate is refused. Without a liveness check none is: there somebody could enroll another's photograph
 * first and lock the owner out.
 * @throws {AppError} `throttled` after several refusals.
 */
export async function isRefusedDuplicate(
  deps: DuplicateDeps,
  userId: string,
  kept: readonly Sample[],
): Promise<boolean> {
  const { challenge, passive } = policyFor(deps).liveness;
  if (deps.config.duplicateFaces !== 'refuse' || !(challenge || passive)) return false;
  const bucket = { kind: 'duplicate-account', account: userId } as const;
  await claimOrThrow(deps.db, bucket, deps.clock());
  const other = await otherOwner(deps, userId, kept);
  if (!other) {
    await takeBack(deps.db, bucket);
    return false;
  }
  await noteDuplicate(deps, userId, other, true);
  return true;
}

/** Writes an event and a log line for the operator if the face is a duplicate. The person learns nothing. */
export async function reportDuplicate(deps: DuplicateDeps, userId: string, kept: readonly Sample[]): Promise<void> {
  if (deps.config.duplicateFaces === 'allow') return;
  const other = await otherOwner(deps, userId, kept);
  if (other) await noteDuplicate(deps, userId, other, false);
}
