/** The rule that the decision goes by, from the settings and the number of people that a face is compared with. */
import type { DecisionRule } from '../biometrics/decision.ts';
import type { LivenessRule } from '../biometrics/liveness.ts';
import { type Alike, chooseThreshold, supportedPeople } from '../biometrics/threshold.ts';
import type { Config } from '../config.ts';
import { calibrationOf } from '../vision/recognizers/calibration.ts';

type RuleConfig = Pick<Config, 'recognizer' | 'customModel' | 'targetFmr' | 'templates'>;

/**
 * @param people how many the face is compared with: the more there are, the stricter the threshold.
 * @param options.liveness what the face must show of life, if anything.
 * @param options.alike how alike the enrolled people are: more than those who were measured, and thresholds rise.
 */
export function decisionRule(
  config: RuleConfig,
  people: number,
  { liveness, alike }: { liveness?: LivenessRule | undefined; alike?: Alike | undefined } = {},
): DecisionRule {
  const calibration = calibrationOf(config.recognizer, config.customModel);
  const { targetFmr, templates } = config;
  const { threshold } = chooseThreshold(calibration, { targetFmr, templatesPerPerson: templates, people, alike });
  const { margin, samePerson } = calibration;
  return { threshold, margin, samePerson, ...(liveness && { liveness }) };
}

/**
 * Whether the face alone may sign somebody in. By itself it may for as long as the measured impostor scores can vouch
 * for the target with everybody who is enrolled; beyond that the user name comes first.
 */
export function mayIdentify(config: RuleConfig & Pick<Config, 'identification'>, people: number): boolean {
  if (config.identification !== 'auto') return config.identification === 'always';
  const { targetFmr, templates } = config;
  const supported = supportedPeople(calibrationOf(config.recognizer, config.customModel), {
    targetFmr,
    templatesPerPerson: templates,
  });
  return people <= supported;
}
