/** With whom a face is compared in this browser before any name is given. */

import type { Queryable } from '../db/open.ts';
import type { Deps } from '../deps.ts';
import { mayIdentify } from '../policy/rule.ts';
import { devicePeople } from '../sessions/devices.store.ts';

/**
 * `identification`: with everybody. `device`: with `among`, the people who have signed in here by password or passkey.
 * `verification`: with one person, whose name has to be given.
 */
export type FaceWay =
  | { mode: 'identification' }
  | { mode: 'device'; among: string[] }
  | { mode: 'verification'; why: 'many-people' | 'setting' };

/**
 * The face alone is enough for everybody as long as the measured error rates vouch for it. Beyond that a browser that
 * knows people is compared with those, at most four, so that the promise holds whatever the number on the server.
 * It depends on the browser's cookie and on counts, never on whether one of its people has a face enrolled.
 */
export async function wayOfFace(
  { config, vision }: Pick<Deps, 'config' | 'vision'>,
  db: Queryable,
  deviceToken: string | undefined,
): Promise<FaceWay> {
  if (mayIdentify(config, vision.status().people)) return { mode: 'identification' };
  if (config.identification === 'never') return { mode: 'verification', why: 'setting' };
  const among = await devicePeople(db, deviceToken);
  return among.length > 0 ? { mode: 'device', among } : { mode: 'verification', why: 'many-people' };
}
