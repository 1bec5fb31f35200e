/** The secrets that sign deliveries, as Standard Webhooks 1.0 has them. They lie in the database, sealed. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Webhook as Signer } from 'standardwebhooks';
import { openSecret, sealSecret } from '../crypto/secrets.ts';
import type { Queryable } from '../db/open.ts';
import type { Deps } from '../deps.ts';
import {
  allSecrets,
  type NewSecret,
  replaceSecret,
  resealSecretRow,
  type SecretRow,
  secretsOf,
} from './secrets.store.ts';

/** Random bytes of a secret. The standard asks for 24 to 64. */
const SECRET_BYTES = 32;
/** Milliseconds that the former secret signs beside a new one: time to give the new one to the receiver. */
export const ROTATION_MS = 24 * 3_600_000;

function nameOf(id: string) {
  return { kind: 'webhook secret', id };
}

/** Makes the secret of a webhook, the first or another one. @returns it as the receiver takes it. */
export async function giveSecret(
  tx: Queryable,
  keys: Deps['keys'],
  { webhookId, now }: { webhookId: string; now: Date },
): Promise<string> {
  const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
  const id = randomUUID();
  const row: NewSecret = { id, webhookId, createdAt: now, ...sealSecret(keys, nameOf(id), secret) };
  await replaceSecret(tx, row, new Date(now.getTime() + ROTATION_MS));
  return secret;
}

function opened(keys: Deps['keys'], row: SecretRow): string[] {
  try {
    return [openSecret(keys, nameOf(row.id), row)];
  } catch (error) {
    if ((error as Error).name !== 'TemplateKeyError') throw error;
    return [];
  }
}

/** The secrets of a webhook that sign now and that this server can open, the newest first. */
export async function openSecrets(
  { db, keys }: Pick<Deps, 'db' | 'keys'>,
  webhookId: string,
  now: Date,
): Promise<string[]> {
  return (await secretsOf(db, webhookId, now)).flatMap((row) => opened(keys, row));
}

/** What the page says of a webhook's secrets: since when, until when the former one signs, whether this server can sign. */
export async function secretFacts(
  { db, keys }: Pick<Deps, 'db' | 'keys'>,
  webhookId: string,
  now: Date,
): Promise<{ since: Date | undefined; formerUntil: Date | undefined; readable: boolean }> {
  const rows = await secretsOf(db, webhookId, now);
  const [current] = rows;
  const former = rows.find(({ retiresAt }) => retiresAt !== null);
  const readable = current !== undefined && opened(keys, current).length > 0;
  return { since: current?.createdAt, formerUntil: former?.retiresAt ?? undefined, readable };
}

/** The headers that let a receiver check a delivery: one signature of each secret. */
export function signedHeaders(
  secrets: readonly string[],
  { id, at, body }: { id: string; at: Date; body: string },
): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Signer(secret).sign(id, at, body)).join(' '),
  };
}

/** Seals every secret that can be opened with the template key that seals now. @returns how many. */
export async function resealSecrets({ db, keys }: Pick<Deps, 'db' | 'keys'>): Promise<number> {
  let done = 0;
  for (const row of await allSecrets(db)) {
    if (row.keyId === keys.keyId || !keys.keyIds().includes(row.keyId)) continue;
    await resealSecretRow(db, row.id, sealSecret(keys, nameOf(row.id), openSecret(keys, nameOf(row.id), row)));
    done++;
  }
  return done;
}
