/** The desktop takes what its phone has brought: a sign-in, or a proof in its session. */
import type { Queryable } from '../../db/open.ts';
import type { Deps } from '../../deps.ts';
import { policyFor } from '../../policy/policy.ts';
import type { Client, Session } from '../../principal.ts';
import { type Admission, admit } from '../../sessions/admit.ts';
import { isKnownDevice } from '../../sessions/devices.store.ts';
import { findStanding } from '../../signin/face/match.store.ts';
import { addFace } from '../../signin/step-up/step-up.ts';
import { advance, endHandOff, type HandOff } from '../handoffs.store.ts';

type CollectDeps = Pick<Deps, 'db' | 'clock' | 'config' | 'liveness'>;
/** Milliseconds for which the row of a used hand-off stays, so that the other side can say so. */
export const DONE_MS = 60_000;
export type Collected = { displayName: string; admission: Admission };

/** What the accepted face opens. */
async function enter(
  tx: Queryable,
  deps: CollectDeps,
  { handOff, client, session }: { handOff: HandOff; client: Client; session: Session | null },
): Promise<Admission> {
  const { purpose, live, next } = handOff;
  const userId = handOff.userId!;
  const now = deps.clock();
  const face = { live, device: await isKnownDevice(tx, client.deviceToken, userId) };
  if (purpose === 'step-up') {
    return { kind: 'session', sessionToken: await addFace(tx, session!, face, now), next };
  }
  return admit(tx, policyFor(deps), { userId, method: 'face', face, client, next, now });
}

/**
 * Uses a confirmed hand-off up, for the desktop that began it. The account and its template are read again and locked:
 * either may have gone since the phone showed the face.
 * @returns undefined if it is not confirmed (any more).
 * @throws {AppError} `not-signed-in` if the session of a step-up has ended meanwhile.
 */
export async function collect(
  deps: CollectDeps,
  input: { handOff: HandOff; client: Client; session: Session | null },
): Promise<Collected | undefined> {
  const { handOff, client } = input;
  const { id, userId, templateId } = handOff;
  if (handOff.state !== 'confirmed' || userId === null || templateId === null) return undefined;
  return deps.db.transaction(async (tx) => {
    // The account before the hand-off: the phone's frames lock in this order.
    const asked = { userId, templateId, deviceToken: client.deviceToken };
    const standing = await findStanding(tx, policyFor(deps), asked, { lock: true });
    if (standing.withheld) {
      await endHandOff(tx, id, 'account');
      return undefined;
    }
    const now = deps.clock();
    const done = { state: 'done', expiresAt: new Date(now.getTime() + DONE_MS) } as const;
    const taken = await advance(tx, { id, from: 'confirmed', now }, done);
    if (!taken) return undefined;
    return { displayName: standing.displayName, admission: await enter(tx, deps, input) };
  });
}
