/** The rule that the decision goes by, from the settings and the size of the gallery. */
import type { DecisionRule } from '../biometrics/decision.ts';
import { thresholdFor } from '../biometrics/threshold.ts';
import type { Config } from '../config.ts';
import { calibrationOf } from '../vision/recognizers/calibration.ts';
import { ATTEMPT_FRAMES } from './attempts.store.ts';

/** @param people how many are enrolled: the more there are, the stricter the threshold. */
export function decisionRule(config: Pick<Config, 'recognizer' | 'targetFmr'>, people: number): DecisionRule {
  const calibration = calibrationOf(config.recognizer);
  const { threshold } = thresholdFor(calibration, { targetFmr: config.targetFmr, people, frames: ATTEMPT_FRAMES });
  return { threshold, margin: calibration.margin, agreeing: 2 };
}
