/** Applies an account's rules to a decision. Strangers cost the same work. */

import type { AttemptState } from '../../biometrics/session/attempt.ts';
import type { Match } from '../../biometrics/session/session.ts';
import type { Attempt } from '../../camera/attempt.ts';
import type { Queryable } from '../../db/open.ts';
import type { Deps } from '../../deps.ts';
import { policyFor } from '../../policy/policy.ts';
import type { FaceClient } from '../../sessions/devices.store.ts';
import { countFaceFailure, NO_ACCOUNT } from '../../throttle/face-off.store.ts';
import { findStanding } from './match.store.ts';

type Weighed = { state: AttemptState; match?: Match };

/** The account whose face the last decision found, even if liveness alone refused it. */
function recognised({ decisions }: AttemptState): string | undefined {
  const last = decisions.at(-1);
  return last && (last.refusal === undefined || last.refusal === 'not-live') ? last.userId : undefined;
}

/**
 * Counts the attempt once against the account of a recognised face: it has failed until it signs in. If the account
 * refuses the face, this removes the match. From then on the attempt is a stranger's, challenge included: else a face
 * that is off would reveal who is enrolled. For strangers the same statements run and find nobody.
 */
export async function weighMatch(
  tx: Queryable,
  deps: Pick<Deps, 'clock' | 'config' | 'liveness'>,
  input: { attempt: Attempt; match: Match | undefined; client: FaceClient },
): Promise<Weighed> {
  const { attempt, match, client } = input;
  const { state } = attempt;
  const account = recognised(state);
  const counts = account !== undefined && account !== (state.counted ?? attempt.claimedUserId);
  await countFaceFailure(tx, counts ? account : NO_ACCOUNT, deps.clock());
  const next: AttemptState = counts ? { ...state, counted: account } : state;
  const { userId, templateId } = match ?? { userId: NO_ACCOUNT, templateId: NO_ACCOUNT };
  const { withheld } = await findStanding(tx, policyFor(deps), { userId, templateId, deviceToken: client.deviceToken });
  if (!match) return { state: next };
  if (withheld) return { state: { ...next, withheld } };
  // This person must have made the movements. Else somebody could turn their own head and then show a picture.
  const turned = state.challenge === undefined || (state.turnedBy ?? []).includes(userId);
  return turned ? { state: next, match } : { state: { ...next, withheld: 'turned-by-another' } };
}
