/** The rule that a decision goes by, from the policy and the number of people that a face is compared with. */
import type { DecisionRule } from '../biometrics/decision.ts';
import { type Alike, chooseThreshold, supportedPeople } from '../biometrics/threshold.ts';
import { calibrationOf } from '../vision/recognizers/calibration.ts';
import type { Policy } from './policy.ts';

/** @param people how many the face is compared with: the more there are, the stricter the threshold. */
export type Compared = {
  people: number;
  /** How alike the enrolled people are: more than those who were measured, and thresholds rise. */
  alike?: Alike | undefined;
};

type Strictness = Pick<Policy, 'recognizer' | 'customModel' | 'targetFmr' | 'templates'>;

/** The threshold of a search among so many people. */
export function thresholdFor(policy: Strictness, { people, alike }: Compared): number {
  const { recognizer, customModel, targetFmr, templates: templatesPerPerson } = policy;
  const calibration = calibrationOf(recognizer, customModel);
  return chooseThreshold(calibration, { targetFmr, templatesPerPerson, people, alike }).threshold;
}

/** When a sign-in is accepted. Liveness is asked where the policy asks for it. */
export function decisionRule(policy: Strictness & { liveness?: Policy['liveness'] }, compared: Compared): DecisionRule {
  const { margin, samePerson } = calibrationOf(policy.recognizer, policy.customModel);
  const passive = policy.liveness?.passive;
  return { threshold: thresholdFor(policy, compared), margin, samePerson, ...(passive && { liveness: passive }) };
}

/**
 * Whether the face alone may sign somebody in. By itself it may for as long as the measured impostor scores can vouch
 * for the target with everybody who is enrolled; beyond that the user name comes first.
 */
export function mayIdentify(policy: Strictness & Pick<Policy, 'identification'>, people: number): boolean {
  const { identification, recognizer, customModel, targetFmr, templates: templatesPerPerson } = policy;
  if (identification !== 'auto') return identification === 'always';
  return people <= supportedPeople(calibrationOf(recognizer, customModel), { targetFmr, templatesPerPerson });
}
