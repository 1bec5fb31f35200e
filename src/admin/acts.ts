/** What an administrator may do to an account. Each act is one transaction, and written down with who did it. */
import { eq } from 'drizzle-orm';
import { recordAudit } from '../audit/audit.store.ts';
import type { Queryable } from '../db/open.ts';
import { pendingSignIns, sessions, users } from '../db/schema.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { deleteFaceData } from '../faces/face-data.store.ts';
import { forgetPasskeys } from '../passkeys/lost.store.ts';
import { turnFaceOn } from '../throttle/face-off.store.ts';
import { othersRemain, setRole } from './roles.ts';

type User = typeof users.$inferSelect;
type Doing = { user: User; actorId: string; now: Date };

async function endSessions(tx: Queryable, userId: string): Promise<void> {
  await tx.delete(sessions).where(eq(sessions.userId, userId));
  await tx.delete(pendingSignIns).where(eq(pendingSignIns.userId, userId));
}

/** @throws {AppError} `last-admin` where nobody else could look after the server. */
async function keepAnAdmin(tx: Queryable, { user }: Doing): Promise<void> {
  if (user.role === 'admin' && !user.disabledAt && !(await othersRemain(tx, user.id))) throw new AppError('last-admin');
}

async function disable(tx: Queryable, doing: Doing): Promise<void> {
  const { user, actorId, now } = doing;
  if (user.disabledAt) return;
  await tx.update(users).set({ disabledAt: now }).where(eq(users.id, user.id));
  await endSessions(tx, user.id);
  await recordAudit(tx, { at: now, userId: user.id, actorId, kind: 'account-disabled' });
}

async function enable(tx: Queryable, { user, actorId, now }: Doing): Promise<void> {
  if (!user.disabledAt) return;
  await tx.update(users).set({ disabledAt: null }).where(eq(users.id, user.id));
  await recordAudit(tx, { at: now, userId: user.id, actorId, kind: 'account-enabled' });
}

async function faceOff(tx: Queryable, { user, actorId, now }: Doing): Promise<void> {
  if (user.faceOffAt) return;
  await tx.update(users).set({ faceOffAt: now }).where(eq(users.id, user.id));
  await recordAudit(tx, { at: now, userId: user.id, actorId, kind: 'face-off', detail: { reason: 'administrator' } });
}

async function faceOn(tx: Queryable, { user, actorId, now }: Doing): Promise<void> {
  if (!user.faceOffAt) return;
  await turnFaceOn(tx, user.id);
  await recordAudit(tx, { at: now, userId: user.id, actorId, kind: 'face-on' });
}

async function removeFace(tx: Queryable, { user, actorId, now }: Doing): Promise<void> {
  await deleteFaceData(tx, { userId: user.id, reason: 'administrator', now, actorId });
}

async function losePasskeys(tx: Queryable, { user, actorId, now }: Doing): Promise<void> {
  await forgetPasskeys(tx, { userId: user.id, actorId, now });
}

async function signOut(tx: Queryable, { user, actorId, now }: Doing): Promise<void> {
  await endSessions(tx, user.id);
  await recordAudit(tx, { at: now, userId: user.id, actorId, kind: 'sessions-ended' });
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

/** Acts that change who may be found by face. */
const FINDABLE: readonly Act[] = ['disable', 'enable', 'remove-face'];

export function isAct(text: string): text is Act {
  return Object.hasOwn(ACTS, text);
}

/**
 * Does one thing to one account. What is so already stays so, and is not written down again.
 * @param input.actorId the administrator.
 * @throws {AppError} `not-found` where there is no such account, `last-admin`.
 */
export async function act(
  deps: Pick<Deps, 'db' | 'clock' | 'gallery'>,
  input: { act: Act; userId: string; actorId: string },
): Promise<void> {
  const { act: name, userId, actorId } = input;
  await deps.db.transaction(async (tx) => {
    // The administrators first, as `othersRemain` locks them: two acts at once must not wait for each other.
    const endsAdmin = name === 'disable' || name === 'unmake-admin';
    if (endsAdmin) await othersRemain(tx, userId);
    const [user] = await tx.select().from(users).where(eq(users.id, userId)).for('update');
    if (!user) throw new AppError('not-found');
    const doing = { user, actorId, now: deps.clock() };
    if (endsAdmin) await keepAnAdmin(tx, doing);
    await ACTS[name](tx, doing);
  });
  if (FINDABLE.includes(name)) await deps.gallery.changed(userId);
}
