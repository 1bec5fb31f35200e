/** Which liveness check this server makes: from the setting and from the networks that are there. */
import { type LivenessRule, PASSIVE_RULE } from '../../biometrics/liveness.ts';
import { LIVENESS_MODELS, loadModelFile } from '../models.ts';

/** The command that brings the networks. */
export const FETCH_MODELS = 'npm run facelogin -- models fetch';

/** @throws {ModelError} naming the first network that is missing or another than the one that was measured. */
export async function checkLivenessModels(folder: string): Promise<void> {
  for (const model of Object.values(LIVENESS_MODELS)) await loadModelFile(folder, model, FETCH_MODELS);
}

/**
 * What a face must show of life; undefined where nothing is asked.
 * @throws {ModelError} where the setting asks for networks that are not there.
 */
export async function livenessRule(config: {
  liveness: 'auto' | 'passive' | 'off';
  modelsDir: string;
}): Promise<LivenessRule | undefined> {
  if (config.liveness === 'off') return undefined;
  const missing = await checkLivenessModels(config.modelsDir).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (missing === undefined) return PASSIVE_RULE;
  if (config.liveness === 'passive') throw missing;
  return undefined;
}
