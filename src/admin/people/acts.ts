/** What an administrator may do to an account. Each act is one transaction, which records who did it. */

import { othersRemain } from '../../accounts/roles.store.ts';
import { lockUser, saveFaceOff, type User } from '../../accounts/standing.store.ts';
import { disable, enable, endSignIns, keepAnAdmin } from '../../accounts/standing.ts';
import type { Queryable } from '../../db/open.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { happened } from '../../events/events.store.ts';
import { deleteFaceData } from '../../faces/face-data.store.ts';
import { forgetPasskeys } from '../../passkeys/lost.ts';
import { turnFaceOn } from '../../throttle/face-off.store.ts';
import { setRole } from './roles.ts';

type Doing = { user: User; actorId: string; now: Date };

async function faceOff(tx: Queryable, { user, actorId, now }: Doing): Promise<void> {
  if (user.faceOffAt) return;
  await saveFaceOff(tx, user.id, now);
  await happened(tx, { at: now, userId: user.id, actorId, kind: 'face-off', detail: { reason: 'administrator' } });
}

async function faceOn(tx: Queryable, { user, actorId, now }: Doing): Promise<void> {
  if (!user.faceOffAt) return;
  await turnFaceOn(tx, user.id);
  await happened(tx, { at: now, userId: user.id, actorId, kind: 'face-on' });
}

async function removeFace(tx: Queryable, { user, actorId, now }: Doing): Promise<void> {
  await deleteFaceData(tx, { userId: user.id, reason: 'administrator', now, actorId });
}

async function losePasskeys(tx: Queryable, { user, actorId, now }: Doing): Promise<void> {
  await forgetPasskeys(tx, { userId: user.id, actorId, now });
}

async function signOut(tx: Queryable, { user, actorId, now }: Doing): Promise<void> {
  await endSignIns(tx, user.id);
  await happened(tx, { at: now, userId: user.id, actorId, kind: 'sessions-ended' });
}

async function makeAdmin(tx: Queryable, { user, actorId, now }: Doing): Promise<void> {
  if (user.role !== 'admin') await setRole(tx, { userId: user.id, role: 'admin', now, actorId });
}

async function unmakeAdmin(tx: Queryable, { user, actorId, now }: Doing): Promise<void> {
  if (user.role === 'admin') await setRole(tx, { userId: user.id, role: 'user', now, actorId });
}

const ACTS = {
  disable,
  enable,
  'face-off': faceOff,
  'face-on': faceOn,
  'remove-face': removeFace,
  'remove-passkeys': losePasskeys,
  'end-sessions': signOut,
  'make-admin': makeAdmin,
  'unmake-admin': unmakeAdmin,
} as const;
export type Act = keyof typeof ACTS;

export function isAct(text: string): text is Act {
  return Object.hasOwn(ACTS, text);
}

/**
 * Does one thing to one account. An act without effect leaves no record.
 * @param input.actorId the administrator.
 * @throws {AppError} `not-found` where the account does not exist, `last-admin`.
 */
export async function act(
  deps: Pick<Deps, 'outbox' | 'clock'>,
  input: { act: Act; userId: string; actorId: string },
): Promise<void> {
  const { act: name, userId, actorId } = input;
  await deps.outbox.commit(async (tx) => {
    // `othersRemain` locks the administrators. It comes first, so that two acts at once never wait for each other.
    const endsAdmin = name === 'disable' || name === 'unmake-admin';
    if (endsAdmin) await othersRemain(tx, userId);
    const user = await lockUser(tx, userId);
    if (!user) throw new AppError('not-found');
    const doing = { user, actorId, now: deps.clock() };
    if (endsAdmin) await keepAnAdmin(tx, doing);
    await ACTS[name](tx, doing);
  });
}
