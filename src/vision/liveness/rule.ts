/** Which liveness check this server makes: it depends on the setting and on the installed networks. */
import { type LivenessPolicy, PASSIVE_RULE } from '../../biometrics/liveness.ts';
import { LIVENESS_MODELS, loadModelFile } from '../models/models.ts';

/** The command that installs the networks. */
export const FETCH_MODELS = 'npm run facelogin -- models fetch';

export type LivenessSettings = {
  liveness: 'challenge' | 'strict' | 'passive' | 'off';
  modelsDir: string;
  otherMovement?: 'off' | 'face';
};

/** @throws {ModelError} with the name of the first network that is missing, or is not the one that was measured. */
export async function checkLivenessModels(folder: string): Promise<void> {
  for (const model of Object.values(LIVENESS_MODELS)) await loadModelFile(folder, model, FETCH_MODELS);
}

/** Whether the setting needs the networks. */
export function needsModels({ liveness }: Pick<LivenessSettings, 'liveness'>): boolean {
  return liveness === 'passive' || liveness === 'strict';
}

/**
 * The liveness policy of this server.
 * @throws {ModelError} when the setting needs networks that are not installed.
 */
export async function livenessPolicy(settings: LivenessSettings): Promise<LivenessPolicy> {
  const { liveness, modelsDir } = settings;
  const challenge = liveness === 'challenge' || liveness === 'strict';
  const movements = {
    challenge,
    ...(challenge && settings.otherMovement === 'face' && { otherMovement: true as const }),
  };
  if (liveness === 'off') return movements;
  const missing = await checkLivenessModels(modelsDir).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (missing === undefined) return { ...movements, passive: PASSIVE_RULE };
  if (needsModels(settings)) throw missing;
  return movements;
}
