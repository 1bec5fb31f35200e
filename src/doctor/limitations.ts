/** The limits of this server as it is set up. The start, `doctor` and the doctor's page show them to the operator. */
import type { LivenessPolicy } from '../biometrics/liveness.ts';
import { type Calibration, riseFor, supportedPeople, worstGroup } from '../biometrics/threshold.ts';
import { type Config, isHttps } from '../config.ts';
import { FETCH_MODELS } from '../vision/liveness/rule.ts';
import type { EngineStatus } from '../vision/protocol.ts';
import { calibrationOf } from '../vision/recognizers/calibration.ts';
import type { Text } from './finding.ts';

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** How far a picture of an enrolled person is kept out. */
function livenessText({ passive, challenge }: LivenessPolicy): Text {
  if (passive && challenge) return { key: 'limits.liveness.both' };
  if (challenge) return { key: 'limits.liveness.challenge', vars: { command: FETCH_MODELS } };
  return { key: passive ? 'limits.liveness.passive' : 'limits.liveness.off' };
}

/** For how many people the face alone is enough, by which group's figures, and what happens beyond. */
function reachTexts(config: Config, people: number, calibration: Calibration): Text[] {
  const { targetFmr, templates, identification } = config;
  const supported = supportedPeople(calibration, { targetFmr, templatesPerPerson: templates });
  const vars = { target: targetFmr, supported, people, group: worstGroup(calibration)?.group ?? '?' };
  const texts: Text[] = [{ key: 'limits.groups', vars }];
  if (people <= supported && identification !== 'never') texts.push({ key: 'limits.reach.enough', vars });
  if (people > supported && identification === 'auto') texts.push({ key: 'limits.reach.name-first', vars });
  if (people > supported && identification === 'always') texts.push({ key: 'limits.reach.always', vars });
  if (supported === 0 && identification !== 'always') texts.push({ key: 'limits.reach.none' });
  return texts;
}

/**
 * @param gallery how many people are enrolled, and how alike they are.
 * @param liveness what faces must show of life.
 */
export function limitations(
  config: Config,
  { people, alike }: Pick<EngineStatus, 'people' | 'alike'>,
  liveness: LivenessPolicy,
): Text[] {
  const calibration = calibrationOf(config.recognizer, config.customModel);
  const texts = [livenessText(liveness)];
  if (config.recognizer === 'lbph') texts.push({ key: 'limits.lbph' });
  const asksForLife = liveness.challenge || liveness.passive !== undefined;
  if (config.duplicateFaces === 'refuse' && !asksForLife) texts.push({ key: 'limits.duplicates' });
  texts.push(...reachTexts(config, people, calibration));
  const rise = riseFor(calibration, alike);
  if (rise > 0) texts.push({ key: 'limits.alike', vars: { rise: rise.toFixed(2) } });
  if (!isHttps(config)) texts.push({ key: isLoopback(config.host) ? 'limits.local' : 'limits.plain' });
  return texts;
}
