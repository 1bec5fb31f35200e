/** The parts that the gateway's routes share. */
import { noteSeen, type SeenProblem } from '../applications/seen.ts';
import type { Deps } from '../deps.ts';
import { isTrusted } from '../http/arrival/address.ts';
import { type Asked, forwardedOrigin, type HeaderOf, type Unreadable } from './check/asked.ts';
import { type Decision, decide, type Reason } from './check/decide.ts';
import { createMemory, type Memory } from './check/memory.ts';
import { type Complaints, createComplaints, proxyAddress } from './complaints.ts';

export type Gateway = Deps & { memory: Memory; complaints: Complaints };

export function createGateway(deps: Deps): Gateway {
  return { ...deps, memory: createMemory(deps), complaints: createComplaints(deps) };
}

/** A proxy's question, and who sent it. */
export type Question = { asked: '/gateway/forward-auth' | '/gateway/auth-request'; peer: string; header: HeaderOf };
/** `proxy`: the question itself cannot be answered, since the proxy or this server is not set up for it. */
export type Outcome = (Decision & { question: Asked }) | { kind: 'proxy'; problem: SeenProblem };

/** What the set-up page of the application shows of a decision. */
const SEEN: Partial<Record<Reason, SeenProblem>> = {
  'origin-unknown': 'origin-unknown',
  'application-off': 'application-off',
  'no-forward-auth': 'application-off',
};

/** Notes a question that cannot be answered. */
function misunderstood(
  { complaints, clock }: Gateway,
  { asked, peer }: Question,
  { problem, header, origin }: { problem: SeenProblem; header?: string; origin?: string | undefined },
): Outcome {
  noteSeen(origin, { at: clock(), proxy: peer, asked, problem, ...(header && { header }) });
  complaints.log(problem, { asked, header, origin, proxy: proxyAddress(peer) });
  return { kind: 'proxy', problem };
}

/** Notes a decision, and that somebody did not get in. */
async function note(gateway: Gateway, { asked, peer }: Question, { origin }: Asked, decision: Decision): Promise<void> {
  const problem = decision.kind === 'refused' ? SEEN[decision.reason] : undefined;
  noteSeen(origin, { at: gateway.clock(), proxy: peer, asked, ...(problem && { problem }) });
  if (decision.kind !== 'refused') return;
  const { reason, application, userId } = decision;
  gateway.complaints.log(reason, { origin, application: application?.slug });
  if (userId && application) {
    await gateway.complaints.refused({ userId, application: application.slug, why: reason });
  }
}

/**
 * Answers a proxy's question.
 * @param read finds the question in the headers that this kind of proxy sends.
 */
export async function answerQuestion(
  gateway: Gateway,
  question: Question,
  read: (header: HeaderOf) => Asked | Unreadable,
): Promise<Outcome> {
  const { peer, header } = question;
  if (!isTrusted(gateway.config, peer)) {
    const origin = forwardedOrigin(header);
    const named = typeof origin === 'string' ? { origin } : {};
    return misunderstood(gateway, question, { problem: 'proxy-unknown', ...named });
  }
  const asked = read(header);
  if ('problem' in asked) return misunderstood(gateway, question, asked);
  const decision = await decide(gateway.memory, asked);
  await note(gateway, question, asked, decision);
  return { ...decision, question: asked };
}
