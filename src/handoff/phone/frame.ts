/** The phone's camera at a sign-in or a step-up. An accepted face opens nothing yet: the number follows. */
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { Client } from '../../principal.ts';
import { type FaceDeps, type FaceResult, faceFrame } from '../../signin/face/face.ts';
import { openAttempt } from '../../signin/face/open.ts';
import { advance, type HandOff } from '../handoffs.store.ts';
import { STEP_MS } from './open.ts';

/** The phone shows the face, and the desktop is the device at which the face asks to be let in. */
function clientFor({ deviceHash }: HandOff, { address, userAgent }: Client) {
  return { address, userAgent, deviceToken: deviceHash === null ? undefined : { hash: deviceHash } };
}

/**
 * Opens the phone's attempt. It counts as any attempt: on the phone's address, and on the account if that is known.
 * @returns the attempt's token, or the seconds to wait. @throws as `openAttempt`.
 */
export function openPhoneAttempt(
  deps: Pick<Deps, 'db' | 'vision' | 'clock' | 'config' | 'liveness'>,
  handOff: HandOff,
  { phone, before }: { phone: Client; before: string | undefined },
): Promise<{ token: string } | { seconds: number }> {
  const { id, next, username, purpose, userId } = handOff;
  const stepUp = purpose === 'step-up' ? { stepUp: userId! } : {};
  return openAttempt(deps, clientFor(handOff, phone), { next, before, username, handOff: id, ...stepUp });
}

/**
 * Processes one frame of the phone.
 * @throws as `faceFrame`; {AppError} `sign-in-over` for an attempt of something else, or if the hand-off has ended.
 */
export async function phoneFrame(
  deps: FaceDeps,
  handOff: HandOff,
  { token, image, phone }: { token: string; image: Uint8Array; phone: Client },
): Promise<FaceResult<{ handOff: HandOff }>> {
  const frame = { token, image, client: clientFor(handOff, phone) };
  return faceFrame(deps, frame, async (tx, { userId, templateId, face, attempt, now }) => {
    if (attempt.state.handOff !== handOff.id) throw new AppError('sign-in-over');
    const found = { userId, templateId, live: face.live, expiresAt: new Date(now.getTime() + STEP_MS) };
    const after = await advance(tx, { id: handOff.id, from: 'opened', now }, { state: 'recognised', ...found });
    if (!after) throw new AppError('sign-in-over');
    return { handOff: after };
  });
}
