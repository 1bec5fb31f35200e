/** Decides with whom this browser compares a face that comes without a name. */

import type { Queryable } from '../../db/open.ts';
import type { Deps } from '../../deps.ts';
import { policyFor } from '../../policy/policy.ts';
import { mayIdentify } from '../../policy/rule.ts';
import { devicePeople } from '../../sessions/devices.store.ts';

/**
 * `identification`: with everybody. `device`: with `among`, the people who signed in here by password or passkey.
 * `verification`: with one person, who must give a name.
 */
export type FaceWay =
  | { mode: 'identification' }
  | { mode: 'device'; among: string[] }
  | { mode: 'verification'; why: 'many-people' | 'setting' };

/**
 * The face alone is enough for everybody while the measured error rates vouch for it. Beyond that, a known device
 * compares the face with its own people, at most four, so that the target holds for any number of people on the server.
 * The answer depends on the browser's cookie and on counts, never on whether one of its people has an enrolled face.
 */
export async function wayOfFace(
  deps: Pick<Deps, 'config' | 'liveness' | 'vision'>,
  db: Queryable,
  deviceToken: string | undefined,
): Promise<FaceWay> {
  const policy = policyFor(deps);
  if (mayIdentify(policy, deps.vision.status().people)) return { mode: 'identification' };
  if (policy.identification === 'never') return { mode: 'verification', why: 'setting' };
  const among = await devicePeople(db, deviceToken);
  return among.length > 0 ? { mode: 'device', among } : { mode: 'verification', why: 'many-people' };
}
