/** Disables and enables accounts, for administrators and for programs. */
import type { Queryable } from '../db/open.ts';
import { AppError } from '../errors.ts';
import { happened } from '../events/events.store.ts';
import { endPending } from '../sessions/pending.store.ts';
import { endSessions } from '../sessions/sessions.store.ts';
import { othersRemain } from './roles.store.ts';
import { saveDisabled, type User } from './standing.store.ts';

/** `actorId`: the administrator who does it; absent: a program. */
export type Doing = { user: User; actorId?: string | undefined; now: Date };

/** Who did it, for the event. */
export function by({ actorId }: Doing): { actorId?: string } {
  return actorId === undefined ? {} : { actorId };
}

export async function endSignIns(tx: Queryable, userId: string): Promise<void> {
  await endSessions(tx, userId);
  await endPending(tx, userId);
}

/** @throws {AppError} `last-admin` where no other administrator can sign in. */
export async function keepAnAdmin(tx: Queryable, { user }: Pick<Doing, 'user'>): Promise<void> {
  if (user.role === 'admin' && !user.disabledAt && !(await othersRemain(tx, user.id))) throw new AppError('last-admin');
}

/** Ends every session, too. */
export async function disable(tx: Queryable, doing: Doing): Promise<void> {
  const { user, now } = doing;
  if (user.disabledAt) return;
  await saveDisabled(tx, user.id, now);
  await endSignIns(tx, user.id);
  await happened(tx, { at: now, userId: user.id, ...by(doing), kind: 'account-disabled' });
}

export async function enable(tx: Queryable, doing: Doing): Promise<void> {
  const { user, now } = doing;
  if (!user.disabledAt) return;
  await saveDisabled(tx, user.id, null);
  await happened(tx, { at: now, userId: user.id, ...by(doing), kind: 'account-enabled' });
}
