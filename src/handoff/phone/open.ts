/** A phone opens a code. The first one owns the hand-off from then on. */
import { hashToken, newToken } from '../../crypto/tokens.ts';
import type { Deps } from '../../deps.ts';
import { policyFor } from '../../policy/policy.ts';
import { advance, findHandOff } from '../handoffs.store.ts';
import { networkOf } from '../network.ts';

/** Milliseconds from one step of the phone to its next. */
export const STEP_MS = 120_000;

export type Opened =
  | { kind: 'opened'; token: string }
  /** Another phone was first. */
  | { kind: 'taken' }
  /** The code is unknown, used, ended or too old. */
  | { kind: 'gone' }
  /** The setting asks for one network, and the phone is on another. */
  | { kind: 'elsewhere' };

/**
 * Opens a code for a phone. A phone that opens it again goes on.
 * @param phone.before the token that the phone has, if any. @param phone.place empty where the server cannot tell it.
 */
export async function openCode(
  deps: Pick<Deps, 'db' | 'clock' | 'config' | 'liveness'>,
  code: string,
  phone: { before: string | undefined; place: string; userAgent: string },
): Promise<Opened> {
  const { db } = deps;
  const now = deps.clock();
  const { phone: allowed } = policyFor(deps);
  const found = await findHandOff(db, 'code', code, now);
  if (!found || found.state === 'done' || found.state === 'ended' || allowed === 'off') return { kind: 'gone' };
  if (allowed === 'same-network' && networkOf(found.address, phone.place) !== 'same') return { kind: 'elsewhere' };
  if (phone.before && found.phoneHash === hashToken(phone.before)) return { kind: 'opened', token: phone.before };
  const token = newToken();
  const owner = { phoneHash: hashToken(token), phoneAddress: phone.place, phoneAgent: phone.userAgent.slice(0, 300) };
  const expiresAt = new Date(now.getTime() + STEP_MS);
  const opened = await advance(db, { id: found.id, from: 'waiting', now }, { state: 'opened', ...owner, expiresAt });
  return opened ? { kind: 'opened', token } : { kind: 'taken' };
}
