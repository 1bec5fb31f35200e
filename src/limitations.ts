/** What an operator should know about this server as it is set up, in plain words: printed at start and by `doctor`. */

import type { LivenessPolicy } from './biometrics/liveness.ts';
import { supportedPeople } from './biometrics/threshold.ts';
import { type Config, isHttps } from './config.ts';
import { FETCH_MODELS } from './vision/liveness/rule.ts';
import { calibrationOf } from './vision/recognizers/calibration.ts';

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** What stands between an enrolled person and a picture of them. */
function livenessLine({ passive, challenge }: LivenessPolicy): string {
  const caution = 'Do not guard anything valuable with the face alone.';
  if (passive && challenge)
    return `A mask, or a picture fed in place of the camera, may pass the liveness check. ${caution}`;
  if (challenge) {
    return `A mask, or somebody who steers a moving picture, may pass the liveness challenge; networks that see screens make that harder: ${FETCH_MODELS}. ${caution}`;
  }
  if (passive) {
    return `The liveness check sees replays on screens; it does not see a good print, a mask or a picture fed in place of the camera. ${caution}`;
  }
  return `There is no liveness check: a photo or a video of an enrolled person passes. ${caution}`;
}

/**
 * @param people how many are enrolled.
 * @param liveness what faces must show of life.
 */
export function limitations(config: Config, people: number, liveness: LivenessPolicy): string[] {
  const lines = [livenessLine(liveness)];
  if (config.recognizer === 'lbph') {
    lines.push(
      'LBPH tells people apart only before one fixed camera in steady light; its measured error rates are in docs/accuracy.md.',
    );
  }
  const { targetFmr, templates } = config;
  const supported = supportedPeople(calibrationOf(config.recognizer, config.customModel), {
    targetFmr,
    templatesPerPerson: templates,
  });
  const reach = `The measured data can vouch for FACELOGIN_TARGET_FMR=${targetFmr} with ${supported} people enrolled, and ${people} are`;
  if (people > supported && config.identification === 'auto')
    lines.push(`${reach}: the user name comes before the face.`);
  if (people > supported && config.identification === 'always') {
    lines.push(`${reach}: with FACELOGIN_IDENTIFICATION=always a stranger may be let in more often than that.`);
  }
  if (supported === 0 && config.identification !== 'always') {
    lines.push('Nor can they with the user name given first: a stranger may be taken for that person more often.');
  }
  if (!isHttps(config)) {
    lines.push(
      isLoopback(config.host)
        ? 'Only this machine can open the page. For others, put Caddy in front and set FACELOGIN_PUBLIC_URL (see README, HTTPS).'
        : 'Other machines reach this page by plain http, where browsers open no camera: put Caddy in front and set FACELOGIN_PUBLIC_URL (see README, HTTPS).',
    );
  }
  return lines;
}
