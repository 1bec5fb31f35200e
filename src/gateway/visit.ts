/** Opens and ends the session of a browser at an application. */
import type { Application } from '../applications/application.ts';
import { hashToken, newToken } from '../crypto/tokens.ts';
import type { Deps } from '../deps.ts';
import { happened } from '../events/events.store.ts';
import { addVisit, endSessionAbove, endVisit } from './check/visits.store.ts';
import { ownerOf, takeTicket } from './tickets.store.ts';

type VisitDeps = Pick<Deps, 'db' | 'outbox' | 'clock'>;
type Place = { application: Pick<Application, 'id' | 'slug'>; origin: string };

/** Why a ticket opens nothing. */
export type TicketProblem =
  | 'ticket-unknown'
  | 'ticket-of-another-application'
  | 'ticket-of-another-browser'
  | 'session-ended';
export type Opened = { token: string; next: string } | { problem: TicketProblem };

/**
 * Exchanges a ticket for a session at the application. The ticket is used up in any case.
 * @param shown.start the browser's start cookie. @param shown.former the application's cookie of before, whose session
 *   ends.
 */
export async function openVisit(
  deps: VisitDeps,
  { application, origin }: Place,
  shown: { ticket: string; start: string | undefined; former: string | undefined },
): Promise<Opened> {
  const now = deps.clock();
  const ticket = await takeTicket(deps.db, shown.ticket, now);
  if (!ticket) return { problem: 'ticket-unknown' };
  if (ticket.applicationId !== application.id || ticket.origin !== origin) {
    return { problem: 'ticket-of-another-application' };
  }
  if (!shown.start || hashToken(shown.start) !== ticket.browserHash) return { problem: 'ticket-of-another-browser' };
  const token = newToken();
  const { applicationId, sessionHash, next } = ticket;
  return deps.outbox.commit(async (tx): Promise<Opened> => {
    const userId = await ownerOf(tx, sessionHash, now);
    if (!userId) return { problem: 'session-ended' };
    if (shown.former) await endVisit(tx, hashToken(shown.former));
    await addVisit(tx, { tokenHash: hashToken(token), applicationId, sessionHash, origin, createdAt: now });
    await happened(tx, { at: now, userId, kind: 'application-opened', detail: { application: application.slug } });
    return { token, next };
  });
}

/** Ends the browser's session of FaceLogin, and with it those at every application. @param token the cookie. */
export async function signOutEverywhere(deps: VisitDeps, { origin }: Place, token: string): Promise<void> {
  await deps.outbox.commit(async (tx) => {
    const userId = await endSessionAbove(tx, { tokenHash: hashToken(token), origin });
    if (userId) await happened(tx, { at: deps.clock(), userId, kind: 'signed-out' });
  });
}
