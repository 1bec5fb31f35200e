/** How strict a kiosk is, and what keeps it from looking for anybody. */
import type { DecisionRule } from '../biometrics/decision.ts';
import type { LivenessPolicy } from '../biometrics/liveness.ts';
import type { Deps } from '../deps.ts';
import { type Policy, policyFor } from '../policy/policy.ts';
import { decisionRule, mayIdentify, supportedFor } from '../policy/rule.ts';
import type { Kiosk } from './kiosks.store.ts';

type RuleDeps = Pick<Deps, 'config' | 'liveness' | 'vision'>;
type Strictness = Pick<Kiosk, 'targetFmr' | 'liveness'>;

/** Why a kiosk looks for nobody. */
export type Trouble = 'no-people' | 'too-many-people' | 'no-networks';

function livenessOf(deps: Pick<Deps, 'liveness'>, { liveness }: Strictness): LivenessPolicy {
  const { passive } = deps.liveness;
  // The networks that are there look at the movements, too.
  return { challenge: liveness === 'challenge', ...(liveness !== 'none' && passive && { passive }) };
}

/** The server's policy with what the kiosk has of its own. */
function policyOf(deps: RuleDeps, kiosk: Strictness): Policy {
  const { targetFmr } = kiosk;
  return { ...policyFor(deps), identification: 'auto', targetFmr, liveness: livenessOf(deps, kiosk) };
}

/**
 * Undefined: the kiosk can do what it is set to. A group beyond what the measured error rates vouch for is not searched:
 * then a stranger would be greeted by a name more often than the target says.
 * @param people whom it looks for.
 */
export function troubleOf(deps: RuleDeps, kiosk: Strictness, people: number): Trouble | undefined {
  if (kiosk.liveness === 'passive' && !deps.liveness.passive) return 'no-networks';
  if (people === 0) return 'no-people';
  return mayIdentify(policyOf(deps, kiosk), people) ? undefined : 'too-many-people';
}

/** The largest group for which the measured error rates vouch at a target. */
export function supportedBy(deps: Pick<Deps, 'config' | 'liveness'>, targetFmr: number): number {
  return supportedFor({ ...policyFor(deps), targetFmr });
}

/** The rule of a search among that many people. */
export function ruleOf(
  deps: RuleDeps,
  kiosk: Strictness,
  people: number,
): { rule: DecisionRule; liveness: LivenessPolicy } {
  const policy = policyOf(deps, kiosk);
  const { alike } = deps.vision.status();
  return { rule: decisionRule(policy, { people, alike }), liveness: policy.liveness };
}
