/** Makes, checks and removes the keys of programs. A key is a secret of its own: it never becomes a session. */
import { randomUUID } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { hashToken, newToken } from '../../crypto/tokens.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { happened } from '../../events/events.store.ts';
import type { Program, Surface } from '../../principal.ts';
import type { KeyForm } from './key.schema.ts';
import { countRequest, deleteKey, insertKey, type KeyRow } from './keys.store.ts';

const DAY_MS = 24 * 3_600_000;

/** CompreFace's clients expect a UUID: 122 random bits. */
function newSecret(surface: Surface): string {
  return surface === 'compreface' ? randomUUID() : `flk_${newToken()}`;
}

/** @returns the key, which only this answer has; undefined where another key has the name. */
export async function makeKey(
  { outbox, clock }: Pick<Deps, 'outbox' | 'clock'>,
  { form, actorId }: { form: KeyForm; actorId: string },
): Promise<string | undefined> {
  const now = clock();
  const { name, surface, scopes, days, addresses, per_minute: perMinute } = form;
  const secret = newSecret(surface);
  const expiresAt = days === 0 ? null : new Date(now.getTime() + days * DAY_MS);
  const row = { name, surface, scopes, addresses, perMinute, expiresAt, createdAt: now, createdBy: actorId };
  return outbox.commit(async (tx) => {
    if (!(await insertKey(tx, { ...row, keyHash: hashToken(secret) }))) return undefined;
    const detail = { name, surface, scopes: scopes.join(' ') };
    await happened(tx, { at: now, userId: null, actorId, kind: 'api-key-made', detail });
    return secret;
  });
}

/** From the next request on nobody gets in by it. */
export async function removeKey(
  { outbox, clock }: Pick<Deps, 'outbox' | 'clock'>,
  { id, actorId }: { id: string; actorId: string },
): Promise<void> {
  await outbox.commit(async (tx) => {
    const gone = await deleteKey(tx, id);
    if (!gone) throw new AppError('not-found');
    const detail = { name: gone.name };
    await happened(tx, { at: clock(), userId: null, actorId, kind: 'api-key-removed', detail });
  });
}

/** Whether a key works from an address. */
export function worksFrom(networks: readonly string[], address: string): boolean {
  if (networks.length === 0) return true;
  const family = (text: string) => (isIP(text) === 6 ? 'ipv6' : 'ipv4');
  if (isIP(address) === 0) return false;
  const list = new BlockList();
  for (const network of networks) {
    const [net, bits] = network.split('/') as [string, string | undefined];
    if (bits === undefined) list.addAddress(net, family(net));
    else list.addSubnet(net, Number(bits), family(net));
  }
  return list.check(address, family(address));
}

export type Rate = { limit: number; left: number; resetSeconds: number };

function isExpired({ expiresAt }: KeyRow, now: Date): boolean {
  return expiresAt !== null && expiresAt <= now;
}

/**
 * The program behind a key, and what is left of its minute.
 * @throws {AppError} `key-needed` alike for an unknown key, an expired one and one of another interface; `key-address`.
 */
export async function admitProgram(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  asked: { secret: string; surface: Surface; address: string },
): Promise<{ program: Program; rate: Rate; over: boolean }> {
  const now = clock();
  const found = asked.secret === '' ? undefined : await countRequest(db, hashToken(asked.secret), now);
  if (!found || found.key.surface !== asked.surface || isExpired(found.key, now)) throw new AppError('key-needed');
  const { key, used, resetMs } = found;
  if (!worksFrom(key.addresses, asked.address)) throw new AppError('key-address');
  const rate = {
    limit: key.perMinute,
    left: Math.max(0, key.perMinute - used),
    resetSeconds: Math.max(1, Math.ceil(resetMs / 1000)),
  };
  const program = { keyId: key.id, keyName: key.name, scopes: key.scopes };
  return { program, rate, over: used > key.perMinute };
}
