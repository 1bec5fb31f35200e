/** Leads a signed-in person to an application: to a ticket, to the missing step, or nowhere. */
import { judge } from '../access/judge.ts';
import { demandsOf } from '../access/path.ts';
import { nextProofs, stepUpHref } from '../access/step-up.ts';
import type { Application } from '../applications/application.ts';
import { mayUse } from '../applications/may.ts';
import type { Session } from '../principal.ts';
import { proofsOf } from '../sessions/proofs.store.ts';
import { backTo, callbackHref, type Opening, openHref } from './addresses.ts';
import { obstacle, type Reason } from './check/decide.ts';
import type { Gateway } from './gateway.ts';
import { addTicket } from './tickets.store.ts';

/** `away`: the address lies at the application's host. */
export type Lead =
  | { kind: 'on'; href: string }
  | { kind: 'away'; href: string; application: Application }
  | { kind: 'refused'; reason: Reason; application: Application };

/** The missing step for the path, if there is one; undefined: what the session has shown is enough. */
async function missingStep(gateway: Gateway, session: Session, application: Application, opening: Opening) {
  const demands = demandsOf(application, opening.path);
  if (!demands) return 'unreadable' as const;
  if (demands.open) return undefined;
  const [proofs, now] = [await proofsOf(gateway.db, session.idHash), gateway.clock()];
  for (const policy of demands.policies) {
    const verdict = judge(policy, proofs, now);
    if (verdict.enough) continue;
    return stepUpHref(nextProofs(verdict.lacks), { slug: application.slug, next: openHref(opening) });
  }
  return undefined;
}

/** Writes why a person does not get in. */
async function refuse(gateway: Gateway, session: Session, application: Application, reason: Reason): Promise<Lead> {
  gateway.complaints.log(reason, { application: application.slug });
  await gateway.complaints.refused({ userId: session.userId, application: application.slug, why: reason });
  return { kind: 'refused', reason, application };
}

/** @returns undefined where no application has this name and address, exactly. */
export async function leadTo(gateway: Gateway, session: Session, asked: Opening): Promise<Lead | undefined> {
  const application = (await gateway.memory.applications()).bySlug.get(asked.app);
  if (!application?.origins.includes(asked.origin) || !/^[0-9a-f]{64}$/.test(asked.browser)) {
    gateway.complaints.log('return-address-unknown', { application: application?.slug });
    return undefined;
  }
  const opening = { ...asked, path: backTo(asked.path) };
  const reason = obstacle(application, opening.origin);
  if (reason) return refuse(gateway, session, application, reason);
  if (!(await mayUse(gateway.db, application, session.userId))) {
    return refuse(gateway, session, application, 'not-for-person');
  }
  const step = await missingStep(gateway, session, application, opening);
  if (step === 'unreadable') return refuse(gateway, session, application, 'path-unreadable');
  if (step) return { kind: 'on', href: step };
  const { origin, path: next, browser: browserHash } = opening;
  const ticket = { applicationId: application.id, sessionHash: session.idHash, origin, browserHash, next };
  const secret = await addTicket(gateway.db, ticket, gateway.clock());
  return { kind: 'away', href: callbackHref(origin, secret), application };
}
