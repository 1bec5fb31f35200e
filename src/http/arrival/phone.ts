/** Under which address a phone reaches this server. */
import type { Config } from '../../config.ts';
import type { Deps } from '../../deps.ts';
import { policyFor } from '../../policy/policy.ts';
import { isLoopbackName } from './address.ts';
import type { Arrival } from './arrival.ts';

function isElsewhere(address: URL): boolean {
  return !isLoopbackName(address.hostname);
}

/**
 * The origin for a QR code: the one at which the desktop has this site open, else the configured one. Undefined where
 * both are names of the desktop itself, such as localhost: there a phone finds another server, or none.
 * @param page of this site that sent the request, as the browser says.
 */
export function phoneOrigin({ publicUrl }: Pick<Config, 'publicUrl'>, { page }: Pick<Arrival, 'page'>) {
  return [page, new URL(publicUrl)].find((address) => address && isElsewhere(address))?.origin;
}

/** Whether a page offers a phone as its camera. `local`: on this address it can only say why not. */
export type PhoneOffer = 'reachable' | 'local' | 'off';

/** @param opened the address of the page, as the request says. */
export function phoneOffer(deps: Pick<Deps, 'config' | 'liveness'>, opened: string): PhoneOffer {
  if (policyFor(deps).phone === 'off') return 'off';
  const { publicUrl } = deps.config;
  return [opened, publicUrl].some((address) => isElsewhere(new URL(address))) ? 'reachable' : 'local';
}
