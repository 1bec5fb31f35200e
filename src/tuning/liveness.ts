/** Puts another way of checking liveness in force while the server runs. */
import { type LivenessPolicy, PASSIVE_RULE } from '../biometrics/liveness.ts';
import type { Config } from '../config.ts';
import { causeOf, type Logger } from '../log.ts';
import { livenessPolicy } from '../vision/liveness/rule.ts';
import type { VisionEngine } from '../vision/protocol.ts';

export type LivenessParts = {
  config: Pick<Config, 'modelsDir'>;
  /** The policy that everybody reads. It is changed in place. */
  liveness: LivenessPolicy;
  vision: Pick<VisionEngine, 'useLiveness'>;
  log: Logger;
};

/**
 * The policy of a mode. Another server of this database may ask for networks that are missing here: then no frame of
 * this server has their cue, and no face passes.
 */
async function policyOf({ config, log }: LivenessParts, mode: Config['liveness']): Promise<LivenessPolicy> {
  const { modelsDir } = config;
  return livenessPolicy({ liveness: mode, modelsDir }).catch((error: unknown) => {
    log.error('The liveness networks are asked for and are not here: no face signs in', { cause: causeOf(error) });
    return { challenge: mode === 'strict', passive: PASSIVE_RULE };
  });
}

/**
 * Every worker has the networks before a frame is judged by them, and until none is.
 * @param apply puts the settings in force, at the same moment as the policy.
 */
export async function putLiveness(parts: LivenessParts, mode: Config['liveness'], apply: () => void): Promise<void> {
  const { liveness, vision, config, log } = parts;
  const { challenge, passive } = await policyOf(parts, mode);
  const use = (folder: string | undefined) =>
    vision.useLiveness(folder).catch((error: unknown) => {
      log.error('A vision worker cannot open the liveness networks', { cause: causeOf(error) });
    });
  if (passive) await use(config.modelsDir);
  apply();
  liveness.challenge = challenge;
  if (passive) liveness.passive = passive;
  else delete liveness.passive;
  if (!passive) await use(undefined);
}
