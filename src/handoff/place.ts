/** What a person may be told of where a browser is. */
import type { Env } from '../http/env.ts';

/** The address of a request; empty where the server does not know it, or has one address for many visitors. */
export function placeOf({ address, arrival }: Pick<Env['Variables'], 'address' | 'arrival'>): string {
  return arrival.addressShared || address === 'unknown' ? '' : address;
}
