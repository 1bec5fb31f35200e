/** Whether two addresses are of one network, as far as a server can tell. */
import { isNearby } from '../http/arrival/address.ts';
import { throttleAddress } from '../throttle/address.ts';

export type Network = 'same' | 'other' | 'unknown';

/**
 * `same`: one address (one home or office seen from outside; IPv6: one /64), or both of private networks. Two phones of
 * one carrier may share an address, and one home may have two (IPv4 and IPv6): so this warns and proves nothing.
 * @param desktop empty where the server cannot see it.
 */
export function networkOf(desktop: string, phone: string): Network {
  if (desktop === '' || phone === '') return 'unknown';
  if (throttleAddress(desktop) === throttleAddress(phone)) return 'same';
  return isNearby(desktop) && isNearby(phone) ? 'same' : 'other';
}
