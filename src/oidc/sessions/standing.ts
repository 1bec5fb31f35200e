/** Whether the session behind a request is enough for an application, and what tokens then say of it. */
import type { Lack } from '../../access/judge.ts';
import { mayUse } from '../../applications/may.ts';
import type { Deps } from '../../deps.ts';
import type { Session } from '../../principal.ts';
import { proofsOf } from '../../sessions/proofs.store.ts';
import { type Asked, amrOf, judgeRequest } from '../provider/acr.ts';
import type { ClientApplication } from '../provider/clients.ts';
import { hasSyncedPasskey } from './people.store.ts';

export type StandingDeps = Pick<Deps, 'db' | 'clock' | 'liveness'>;

/** `authTime`: seconds by the system's clock, which the provider goes by. */
export type Standing =
  | { kind: 'enough'; acr: string | undefined; amr: string[]; authTime: number }
  | { kind: 'not-enough'; lacks: Lack[] }
  | { kind: 'not-for-you' };

/** What an authorization request asks for, from its parameters. @param began of its interaction, if there is one. */
export function askedOf(
  params: { acr_values?: unknown; max_age?: unknown },
  { now, began, anew }: { now: Date; began?: Date | undefined; anew: boolean },
): Asked {
  const acrValues = typeof params.acr_values === 'string' ? params.acr_values.split(' ') : [];
  if (anew) return { acrValues, since: began ?? now };
  if (params.max_age === undefined) return { acrValues };
  const oldest = new Date(now.getTime() - Number(params.max_age) * 1000);
  // Who took the time to show another proof meanwhile is not asked again.
  return { acrValues, since: began && began < oldest ? began : oldest };
}

export async function standingFor(
  { db, clock, liveness }: StandingDeps,
  { application, session, asked }: { application: ClientApplication; session: Session; asked: Asked },
): Promise<Standing> {
  if (!(await mayUse(db, application, session.userId))) return { kind: 'not-for-you' };
  const proofs = await proofsOf(db, session.idHash);
  const now = clock();
  const live = liveness.challenge || liveness.passive !== undefined;
  const judged = judgeRequest(application.policy, asked, { proofs, now, live });
  if (!judged.enough) return { kind: 'not-enough', lacks: judged.lacks };
  const ahead = Date.now() - now.getTime();
  const amr = amrOf(proofs, await hasSyncedPasskey(db, session.userId));
  return { kind: 'enough', acr: judged.acr, amr, authTime: Math.floor((judged.authTime.getTime() + ahead) / 1000) };
}
