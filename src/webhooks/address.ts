/** Which addresses a webhook may lead to: public ones, unless `FACELOGIN_WEBHOOK_PRIVATE` allows all. */
import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import type { MessageKey } from '../i18n/index.ts';

function listOf(family: 'ipv4' | 'ipv6', networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address, bits] = network.split('/') as [string, string];
    list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** IANA's registry of IPv4 special-purpose addresses (RFC 6890), multicast and the reserved rest. */
const SPECIAL_4 = listOf('ipv4', [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24'],
  ...['203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
]);
/** All that IANA gives out as global unicast. Mapped IPv4, NAT64, local and multicast addresses lie outside. */
const GLOBAL_6 = listOf('ipv6', ['2000::/3']);
/** What of it is special: protocols with Teredo, documentation, 6to4. */
const SPECIAL_6 = listOf('ipv6', ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

/** Whether an IP address is one of the public Internet. */
export function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !SPECIAL_4.check(address, 'ipv4');
  // A zone (`fe80::1%eth0`) is a part of a local address.
  if (isIP(address) !== 6 || address.includes('%')) return false;
  return GLOBAL_6.check(address, 'ipv6') && !SPECIAL_6.check(address, 'ipv6');
}

/** The host of an address, as the resolver takes it. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** Whether an address names a private place by itself, without a look at DNS. */
function isPlainlyPrivate(url: URL): boolean {
  const host = hostOf(url);
  return isIP(host) === 0 ? /(^|\.)localhost\.?$/.test(host) : !isPublic(host);
}

/** What is wrong with the address of a webhook, if anything. A name is looked up at each connection, not here. */
export function problemOf(text: string, mayBePrivate: boolean): MessageKey | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return 'field.webhook.url';
  if (mayBePrivate) return undefined;
  if (url.protocol === 'http:') return 'field.webhook.https';
  return isPlainlyPrivate(url) ? 'field.webhook.private' : undefined;
}

/** A webhook leads to a place that the setting refuses. */
export class PrivateAddress extends Error {
  readonly code = 'PRIVATE';
}

type Found = (error: Error | null, address: string | LookupAddress[], family?: number) => void;
export type Lookup = (name: string, options: LookupOptions, found: Found) => void;
/** The resolver of the system. */
export type Resolve = (
  name: string,
  options: LookupOptions & { all: true },
  found: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A `lookup` for node:http that finds public addresses alone. The connection goes to the address that it checked: a name
 * that leads elsewhere a moment later (DNS rebinding) gains nothing. One private address among several is refused, too.
 */
export function publicLookup(resolve: Resolve = lookup): Lookup {
  return (name, options, found) => {
    resolve(name, { ...options, all: true }, (error, addresses) => {
      if (error) return found(error, []);
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => isPublic(address))) return found(new PrivateAddress(name), []);
      return options.all ? found(null, addresses) : found(null, first.address, first.family);
    });
  };
}
