/** Where a request comes from. */
import { isIP } from 'node:net';
import type { Config } from '../config.ts';

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

/** Whether the peer is a proxy whose headers the server believes. */
export function isTrusted(config: Pick<Config, 'trustedProxies'>, remote: string | undefined): boolean {
  return remote !== undefined && config.trustedProxies.includes(plain(remote));
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
  if (isTrusted(config, remote) && forwardedFor) {
    const last = plain(forwardedFor.split(',').at(-1)?.trim() ?? '');
    if (isIP(last)) return last;
  }
  return remote ? plain(remote) : 'unknown';
}
