/** Tells why the gateway lets nobody in: to the log and to the audit trail, each at most once a minute for one cause. */
import { BlockList, isIP } from 'node:net';
import type { SeenProblem } from '../applications/seen.ts';
import type { Deps } from '../deps.ts';
import { happened } from '../events/events.store.ts';
import type { Fields } from '../log.ts';
import type { Reason } from './check/decide.ts';

const MINUTE_MS = 60_000;
/** Causes that are remembered. */
const MOST = 5_000;

export type Complaint = Reason | SeenProblem;

/** Says whether a cause may be told now, and how often it was kept quiet since. */
function oncePerMinute(clock: () => Date) {
  const told = new Map<string, { at: number; quiet: number }>();
  return (cause: string): { quiet: number } | undefined => {
    const now = clock().getTime();
    const last = told.get(cause);
    if (last && Math.abs(now - last.at) < MINUTE_MS) {
      last.quiet++;
      return undefined;
    }
    told.delete(cause);
    told.set(cause, { at: now, quiet: 0 });
    if (told.size > MOST) told.delete(told.keys().next().value!);
    return { quiet: last?.quiet ?? 0 };
  };
}

const PRIVATE = new BlockList();
for (const [net, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['127.0.0.0', 8],
] as const) {
  PRIVATE.addSubnet(net, bits);
}
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addAddress('::1', 'ipv6');

/** The address of a peer if it is one of the own network: a proxy's. The log names nobody else's. */
export function proxyAddress(peer: string): string | undefined {
  const address = peer.replace(/^::ffff:(?=\d+\.)/i, '');
  const family = isIP(address);
  return family && PRIVATE.check(address, family === 6 ? 'ipv6' : 'ipv4') ? address : undefined;
}

export type Complaints = {
  /** Writes a line to the log. @param fields.slug the application, if it is known. */
  log(why: Complaint | string, fields: Fields): void;
  /** Writes to the audit trail that a person did not get in. */
  refused(person: { userId: string; application: string; why: string }): Promise<void>;
};

export function createComplaints({ log, outbox, clock }: Pick<Deps, 'log' | 'outbox' | 'clock'>): Complaints {
  const forLog = oncePerMinute(clock);
  const forTrail = oncePerMinute(clock);
  return {
    log(why, fields) {
      const now = forLog(`${why} ${fields.application ?? ''} ${fields.header ?? ''}`);
      if (!now) return;
      log.warn('The gateway let nobody in', { why, ...fields, ...(now.quiet > 0 && { andBefore: now.quiet }) });
    },
    async refused({ userId, application, why }) {
      if (!forTrail(`${userId} ${application} ${why}`)) return;
      const detail = { application, why };
      await outbox.commit((tx) => happened(tx, { at: clock(), userId, kind: 'application-refused', detail }));
    },
  };
}
