/** The rule that the decision goes by, from the settings and the size of the gallery. */
import type { DecisionRule } from '../biometrics/decision.ts';
import { AGREEING_FRAMES, chooseThreshold } from '../biometrics/threshold.ts';
import type { Config } from '../config.ts';
import { calibrationOf } from '../vision/recognizers/calibration.ts';

/** @param people how many are enrolled: the more there are, the stricter the threshold. */
export function decisionRule(config: Pick<Config, 'recognizer' | 'targetFmr'>, people: number): DecisionRule {
  const calibration = calibrationOf(config.recognizer);
  const { threshold } = chooseThreshold(calibration, { targetFmr: config.targetFmr, galleryPeople: people });
  return { threshold, margin: calibration.margin, agreeing: AGREEING_FRAMES };
}
