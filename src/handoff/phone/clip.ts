/** The phone's camera at an enrollment: the right to record one clip for the person at the desktop. */
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { type EnrollResult, enrollClip } from '../../faces/enroll.ts';
import { DONE_MS } from '../desktop/collect.ts';
import { advance, type HandOff, personOf } from '../handoffs.store.ts';

type ClipDeps = Parameters<typeof enrollClip>[0] & Pick<Deps, 'db' | 'clock'>;

/** Whether the phone may record: the desktop chose the right number, and its person is still there. */
export async function mayRecord({ db }: Pick<Deps, 'db'>, handOff: HandOff | undefined): Promise<boolean> {
  if (handOff?.purpose !== 'enrollment' || handOff.state !== 'confirmed') return false;
  return (await personOf(db, handOff)) !== undefined;
}

/**
 * Enrolls the clip in the account of the desktop's session. The transaction that stores it uses the hand-off up. A clip
 * that was not good enough leaves it: the phone may record again while it lasts.
 * @throws as `enrollClip`; {AppError} `sign-in-over` if the hand-off is used or has ended meanwhile.
 */
export async function enrollByPhone(
  deps: ClipDeps,
  handOff: HandOff,
  frames: readonly Uint8Array[],
): Promise<EnrollResult> {
  const { id, userId, sessionHash } = handOff;
  const session = { userId: userId!, idHash: sessionHash! };
  // A clip in good time is not too late because the server looks at it for a while.
  const lasts = () => new Date(deps.clock().getTime() + DONE_MS);
  const at = { id, from: 'confirmed', now: deps.clock() } as const;
  if (handOff.expiresAt < lasts()) await advance(deps.db, at, { state: 'confirmed', expiresAt: lasts() });
  return enrollClip(deps, {
    session,
    frames,
    also: async (tx) => {
      const now = deps.clock();
      const done = await advance(tx, { id, from: 'confirmed', now }, { state: 'done', expiresAt: lasts() });
      if (!done) throw new AppError('sign-in-over');
    },
  });
}
