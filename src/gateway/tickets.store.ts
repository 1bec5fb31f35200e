/** Single-use tickets that carry a sign-in to an application's own host. */
import { and, eq, gt, lte } from 'drizzle-orm';
import { hashToken, newToken } from '../crypto/tokens.ts';
import type { Queryable } from '../db/open.ts';
import { applicationTickets, sessions } from '../db/schema.ts';

/** Milliseconds for one redirect. */
const TICKET_MS = 30_000;

export type Ticket = {
  applicationId: string;
  sessionHash: string;
  origin: string;
  /** SHA-256 of the browser's start cookie at the application. */
  browserHash: string;
  /** Path and query to return to. */
  next: string;
};

/** Writes a ticket. @returns its secret, which only the address has. */
export async function addTicket(db: Queryable, ticket: Ticket, now: Date): Promise<string> {
  const secret = newToken();
  const expiresAt = new Date(now.getTime() + TICKET_MS);
  await db.insert(applicationTickets).values({ ...ticket, tokenHash: hashToken(secret), expiresAt });
  return secret;
}

/** Takes a ticket out of the database, whoever shows it. @returns undefined if it is unknown, used or expired. */
export async function takeTicket(db: Queryable, secret: string, now: Date): Promise<Ticket | undefined> {
  const [ticket] = await db
    .delete(applicationTickets)
    .where(eq(applicationTickets.tokenHash, hashToken(secret)))
    .returning();
  return ticket && ticket.expiresAt > now ? ticket : undefined;
}

/** Whose session a ticket was made of; undefined if it has ended. */
export async function ownerOf(db: Queryable, sessionHash: string, now: Date): Promise<string | undefined> {
  const live = and(eq(sessions.idHash, sessionHash), gt(sessions.expiresAt, now));
  const [row] = await db.select({ userId: sessions.userId }).from(sessions).where(live);
  return row?.userId;
}

/** Removes expired tickets. */
export async function sweepTickets(db: Queryable, now: Date): Promise<void> {
  await db.delete(applicationTickets).where(lte(applicationTickets.expiresAt, now));
}
