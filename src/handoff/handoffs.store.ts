/** Rows of hand-offs. Each change names the state that it leaves, in one statement: two requests cannot both make it. */
import { and, count, eq, gt, lt, ne } from 'drizzle-orm';
import { hashToken } from '../crypto/tokens.ts';
import type { Queryable } from '../db/open.ts';
import { handOffs, users } from '../db/schema.ts';

export type HandOff = typeof handOffs.$inferSelect;
export type Purpose = HandOff['purpose'];
export type State = HandOff['state'];
type NewHandOff = Omit<typeof handOffs.$inferInsert, 'id' | 'state' | 'endedBy' | 'phoneHash' | 'templateId' | 'live'>;

export async function insertHandOff(tx: Queryable, values: NewHandOff): Promise<HandOff> {
  const [row] = await tx.insert(handOffs).values(values).returning();
  return row!;
}

/** How many hand-offs this address has that nobody has used or ended. */
export async function countOpen(db: Queryable, address: string, now: Date): Promise<number> {
  const open = and(eq(handOffs.address, address), gt(handOffs.expiresAt, now));
  const [row] = await db.select({ open: count() }).from(handOffs).where(open);
  return row?.open ?? 0;
}

/** Removes the hand-off of a desktop's cookie: it has begun another one. */
export async function dropFormer(tx: Queryable, desktopToken: string | undefined): Promise<void> {
  if (desktopToken) await tx.delete(handOffs).where(eq(handOffs.desktopHash, hashToken(desktopToken)));
}

const KEYS = { code: handOffs.codeHash, desktop: handOffs.desktopHash, phone: handOffs.phoneHash } as const;

/** Finds the hand-off of a secret while it lasts, in whatever state. */
export async function findHandOff(
  db: Queryable,
  by: keyof typeof KEYS,
  secret: string | undefined,
  now: Date,
): Promise<HandOff | undefined> {
  if (!secret) return undefined;
  const mine = and(eq(KEYS[by], hashToken(secret)), gt(handOffs.expiresAt, now));
  const [row] = await db.select().from(handOffs).where(mine);
  return row;
}

/** Takes a hand-off from one state to another. @returns undefined if it is not in that state any more, or is over. */
export async function advance(
  tx: Queryable,
  { id, from, now }: { id: string; from: State; now: Date },
  values: Partial<HandOff> & { state: State },
): Promise<HandOff | undefined> {
  const there = and(eq(handOffs.id, id), eq(handOffs.state, from), gt(handOffs.expiresAt, now));
  const [row] = await tx.update(handOffs).set(values).where(there).returning();
  return row;
}

/** The state of a hand-off, locked until the transaction ends. */
export async function lockState(tx: Queryable, id: string): Promise<State | undefined> {
  const [row] = await tx.select({ state: handOffs.state }).from(handOffs).where(eq(handOffs.id, id)).for('update');
  return row?.state;
}

/** Ends a hand-off that is not done. The row stays until it expires, so that both sides can say why. */
export async function endHandOff(tx: Queryable, id: string, endedBy: HandOff['endedBy']): Promise<boolean> {
  const open = and(eq(handOffs.id, id), ne(handOffs.state, 'done'), ne(handOffs.state, 'ended'));
  const rows = await tx.update(handOffs).set({ state: 'ended', endedBy }).where(open).returning({ id: handOffs.id });
  return rows.length > 0;
}

export type HandOffPerson = { userId: string; displayName: string; username: string };

/** The account of a hand-off. Undefined if there is none, or if it is disabled. */
export async function personOf(db: Queryable, { userId }: Pick<HandOff, 'userId'>): Promise<HandOffPerson | undefined> {
  if (userId === null) return undefined;
  const { displayName, username, disabledAt } = users;
  const [row] = await db.select({ displayName, username, disabledAt }).from(users).where(eq(users.id, userId));
  return row && !row.disabledAt ? { userId, displayName: row.displayName, username: row.username } : undefined;
}

/** Removes rows that are over. */
export async function sweepHandOffs(db: Queryable, now: Date): Promise<void> {
  await db.delete(handOffs).where(lt(handOffs.expiresAt, now));
}
