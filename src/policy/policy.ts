/**
 * Which ways in are enough, and how strict they are. Nothing else reads the settings about that: so far they are the
 * same for every caller and every page, and here is where an application will have its own.
 */
import type { LivenessPolicy } from '../biometrics/liveness.ts';
import type { Config } from '../config.ts';
import type { Deps } from '../deps.ts';
import type { RecognizerId } from '../vision/recognizers/recognizer.ts';

export type Policy = {
  /** Who may make an account. */
  registration: Config['registration'];
  /** Of whom a passkey is asked besides password or face. */
  secondFactor: Config['secondFactor'];
  /** In which browsers a face is looked at. */
  faceDevices: Config['faceDevices'];
  /** Whether the face alone may be enough. */
  identification: Config['identification'];
  /** What a face must show of life. */
  liveness: LivenessPolicy;
  /** Whose scores decide, and how often a stranger's whole attempt may get in at most. */
  recognizer: RecognizerId;
  customModel: string;
  targetFmr: number;
  /** Templates that a person is enrolled with. */
  templates: number;
};

/** The policy for whoever asks. */
export function policyFor({ config, liveness }: Pick<Deps, 'config' | 'liveness'>): Policy {
  const { registration, secondFactor, faceDevices, identification, targetFmr } = config;
  const { recognizer, customModel, templates } = config;
  const ways = { registration, secondFactor, faceDevices, identification, liveness };
  return { ...ways, recognizer, customModel, targetFmr, templates };
}
