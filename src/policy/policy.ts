/**
 * Says which ways in are enough and how strict they are. Nothing else reads the settings about that. So far every
 * caller and every page gets the same policy; one that depends on the caller belongs here.
 */
import type { LivenessPolicy } from '../biometrics/liveness.ts';
import type { Config } from '../config.ts';
import type { Deps } from '../deps.ts';
import type { RecognizerId } from '../vision/recognizers/recognizer.ts';

export type Policy = {
  /** Who may register. */
  registration: Config['registration'];
  /** Who must show a passkey besides password or face. */
  secondFactor: Config['secondFactor'];
  /** The browsers in which a face may sign in. */
  faceDevices: Config['faceDevices'];
  /** Whether the face alone is enough, or the user name comes first. */
  identification: Config['identification'];
  /** The proof of life that a face must give. */
  liveness: LivenessPolicy;
  /** The recognizer whose scores decide. */
  recognizer: RecognizerId;
  customModel: string;
  /** The highest accepted rate of strangers whose whole attempt succeeds. */
  targetFmr: number;
  /** Templates of an enrollment. */
  templates: number;
};

/** The policy for the caller, as it is at this moment. */
export function policyFor({ config, liveness }: Pick<Deps, 'config' | 'liveness'>): Policy {
  const { registration, secondFactor, faceDevices, identification, targetFmr } = config;
  const { recognizer, customModel, templates } = config;
  const ways = { registration, secondFactor, faceDevices, identification, liveness: { ...liveness } };
  return { ...ways, recognizer, customModel, targetFmr, templates };
}
