/** Where a request comes from. */
import { BlockList, isIP } from 'node:net';
import type { Config } from '../../config.ts';

/** `::ffff:192.0.2.1` is the same peer as `192.0.2.1` (RFC 4291 2.5.5.2). */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}

/** Whether an address is this machine's own. */
export function isLoopbackAddress(address: string | undefined): boolean {
  return address !== undefined && (address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(plain(address)));
}

/** Names under which a browser treats plain http as a secure context (W3C Secure Contexts 3.1). */
export function isLoopbackName(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

const NEARBY = new BlockList();
for (const [net, bits] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  NEARBY.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  NEARBY.addSubnet(net, bits, 'ipv6');

/** Whether the peer is this machine or one of its own network (RFC 1918, 3927, 4193, 4291, 6598). */
export function isNearby(remote: string | undefined): boolean {
  const address = plain(remote ?? '');
  return isIP(address) !== 0 && NEARBY.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** Whether the peer is a proxy whose headers the server believes. */
export function isTrusted(config: Pick<Config, 'trustedProxies'>, remote: string | undefined): boolean {
  return remote !== undefined && config.trustedProxies.includes(plain(remote));
}

/** The rightmost address of `X-Forwarded-For`; undefined where there is none. */
export function forwardedAddress(forwardedFor: string | undefined): string | undefined {
  const last = plain(forwardedFor?.split(',').at(-1)?.trim() ?? '');
  return isIP(last) ? last : undefined;
}

/**
 * The client's address: the peer, or behind a trusted proxy the rightmost entry of `X-Forwarded-For`. The proxy itself
 * wrote that entry; the entries to its left came from the client. `unknown` where the runtime names no peer.
 */
export function clientAddress(
  config: Pick<Config, 'trustedProxies'>,
  remote: string | undefined,
  forwardedFor: string | undefined,
): string {
  const forwarded = isTrusted(config, remote) ? forwardedAddress(forwardedFor) : undefined;
  return forwarded ?? (remote ? plain(remote) : 'unknown');
}
