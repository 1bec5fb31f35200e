/** Makes the rule of a decision from the policy and the number of people that a face is compared with. */
import type { DecisionRule } from '../biometrics/decision.ts';
import { type Alike, chooseThreshold, supportedPeople } from '../biometrics/threshold.ts';
import { calibrationOf } from '../vision/recognizers/calibration.ts';
import type { Policy } from './policy.ts';

export type Compared = {
  /** How many people the face is compared with. More people need a stricter threshold. */
  people: number;
  /** How alike the enrolled people are. If they are more alike than the measured people, thresholds rise. */
  alike?: Alike | undefined;
};

type Strictness = Pick<Policy, 'recognizer' | 'customModel' | 'targetFmr' | 'templates'>;

/** The threshold of a search among that many people. */
export function thresholdFor(policy: Strictness, { people, alike }: Compared): number {
  const { recognizer, customModel, targetFmr, templates: templatesPerPerson } = policy;
  const calibration = calibrationOf(recognizer, customModel);
  return chooseThreshold(calibration, { targetFmr, templatesPerPerson, people, alike }).threshold;
}

/** The rule by which a sign-in is accepted. It contains the passive check if the policy does. */
export function decisionRule(policy: Strictness & { liveness?: Policy['liveness'] }, compared: Compared): DecisionRule {
  const { margin, samePerson } = calibrationOf(policy.recognizer, policy.customModel);
  const passive = policy.liveness?.passive;
  return { threshold: thresholdFor(policy, compared), margin, samePerson, ...(passive && { liveness: passive }) };
}

/** The largest number of people for whom the measured impostor scores vouch for the target. */
export function supportedFor({ recognizer, customModel, targetFmr, templates }: Strictness): number {
  return supportedPeople(calibrationOf(recognizer, customModel), { targetFmr, templatesPerPerson: templates });
}

/**
 * Whether the face alone may sign somebody in. With `auto` it may while the measured impostor scores vouch for the
 * target among everybody enrolled. Beyond that number of people the user name comes first.
 */
export function mayIdentify(policy: Strictness & Pick<Policy, 'identification'>, people: number): boolean {
  const { identification } = policy;
  if (identification !== 'auto') return identification === 'always';
  return people <= supportedFor(policy);
}
