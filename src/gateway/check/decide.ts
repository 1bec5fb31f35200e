/** Decides whether a request may pass to its application. */
import { judge } from '../../access/judge.ts';
import { demandsOf } from '../../access/path.ts';
import type { AccessPolicy } from '../../access/policy.ts';
import type { Application } from '../../applications/application.ts';
import { isFor } from '../../applications/may.ts';
import { hashToken } from '../../crypto/tokens.ts';
import { isLoopbackName } from '../../http/arrival/address.ts';
import type { Principal } from '../../principal.ts';
import { missingFactor } from '../../sessions/second-factor.ts';
import type { Asked } from './asked.ts';
import type { Memory } from './memory.ts';
import type { Visit } from './visits.store.ts';

/** Why nobody gets in, or not this person. */
export type Reason =
  | 'origin-unknown'
  | 'application-off'
  | 'no-forward-auth'
  /** Plain http at another name than localhost: its cookie would travel in the clear. */
  | 'plain-http'
  | 'path-unreadable'
  | 'not-for-person';

/** `principal` null: the path is open, or it is a preflight. */
export type Decision =
  | { kind: 'allowed'; principal: Principal | null }
  /** Nobody is signed in, or what was shown is not enough for the path. */
  | { kind: 'sign-in'; application: Application }
  | { kind: 'refused'; reason: Reason; application?: Application; userId?: string };

/** What keeps everybody from an application at this origin. */
export function obstacle(application: Application | undefined, origin: string): Reason | undefined {
  if (!application) return 'origin-unknown';
  if (!application.enabled) return 'application-off';
  if (!application.forwardAuth) return 'no-forward-auth';
  const { protocol, hostname } = new URL(origin);
  return protocol === 'https:' || isLoopbackName(hostname) ? undefined : 'plain-http';
}

/** The session of the cookie, if it counts for this application at this origin now. */
async function visitOf(memory: Memory, asked: Asked, application: Application): Promise<Visit | undefined> {
  if (!asked.token) return undefined;
  const visit = await memory.visit(hashToken(asked.token));
  if (visit?.applicationId !== application.id || visit.origin !== asked.origin) return undefined;
  if (visit.disabledAt || visit.expiresAt <= memory.now()) return undefined;
  return missingFactor(memory.secondFactor, visit.method, visit) === 'met' ? visit : undefined;
}

async function keyOf(memory: Memory, asked: Asked, application: Application): Promise<Principal | undefined> {
  if (!asked.key) return undefined;
  const key = await memory.key(hashToken(asked.key));
  if (key?.applicationId !== application.id || (key.expiresAt && key.expiresAt <= memory.now())) return undefined;
  return { kind: 'key', name: key.name };
}

function principalOf({ userId, username, displayName, email, groups }: Visit): Principal {
  const names = groups.map(({ name }) => name);
  return { kind: 'person', person: { id: userId, username, displayName, email: email ?? '', groups: names } };
}

/** Decides on a request that needs somebody. */
async function decideOnPerson(
  memory: Memory,
  asked: Asked,
  { application, policies }: { application: Application; policies: AccessPolicy[] },
): Promise<Decision> {
  const visit = await visitOf(memory, asked, application);
  if (!visit) return { kind: 'sign-in', application };
  const { userId, groups, proofs } = visit;
  if (!isFor(application, { userId, groupIds: groups.map(({ id }) => id) })) {
    return { kind: 'refused', reason: 'not-for-person', application, userId };
  }
  const now = memory.now();
  const enough = policies.every((policy) => judge(policy, proofs, now).enough);
  return enough ? { kind: 'allowed', principal: principalOf(visit) } : { kind: 'sign-in', application };
}

/** Decides on any request that a proxy asks about. */
export async function decide(memory: Memory, asked: Asked): Promise<Decision> {
  const application = (await memory.applications()).byOrigin.get(asked.origin);
  const reason = obstacle(application, asked.origin);
  if (!application || reason) return { kind: 'refused', reason: reason!, ...(application && { application }) };
  const demands = demandsOf(application, asked.uri);
  if (!demands) return { kind: 'refused', reason: 'path-unreadable', application };
  if (demands.open || (asked.preflight && application.preflights)) return { kind: 'allowed', principal: null };
  const program = await keyOf(memory, asked, application);
  if (program) return { kind: 'allowed', principal: program };
  return decideOnPerson(memory, asked, { application, policies: demands.policies });
}
