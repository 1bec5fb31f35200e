/** The provider's signing keys (RS256). They lie in the database, sealed, so that every server signs with the same. */
import { createHash, generateKeyPair, type JsonWebKey } from 'node:crypto';
import { promisify } from 'node:util';
import { openSecret, sealSecret } from '../../crypto/secrets.ts';
import type { Deps } from '../../deps.ts';
import { happened } from '../../events/events.store.ts';
import { causeOf } from '../../log.ts';
import { addKeyOnce, type KeyRow, type NewKey, publishedKeys, replaceKeys, resealKey } from './keys.store.ts';

export type SigningKey = JsonWebKey & { kid: string };
type KeyDeps = Pick<Deps, 'db' | 'keys' | 'clock'>;

/** Seconds that an ID token counts. */
export const ID_TOKEN_SECONDS = 3_600;
/** NIST SP 800-57 part 1, table 2: 112 bits of strength. */
const MODULUS_BITS = 2048;
/** Milliseconds that a new key is published before it signs: longer than any server remembers the keys. */
const SETTLE_MS = 10_000;

const generate = promisify(generateKeyPair);

function nameOf(kid: string) {
  return { kind: 'oidc signing key', id: kid };
}

/** The thumbprint of RFC 7638. */
function thumbprint({ e, kty, n }: JsonWebKey): string {
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
}

async function newKey({ keys, clock }: Pick<KeyDeps, 'keys' | 'clock'>): Promise<NewKey> {
  const { privateKey } = await generate('rsa', { modulusLength: MODULUS_BITS });
  const jwk = privateKey.export({ format: 'jwk' });
  const kid = thumbprint(jwk);
  const text = JSON.stringify({ ...jwk, kid, alg: 'RS256', use: 'sig' });
  return { kid, createdAt: clock(), ...sealSecret(keys, nameOf(kid), text) };
}

function opened(deps: Pick<Deps, 'keys' | 'log'>, row: KeyRow): SigningKey[] {
  try {
    return [JSON.parse(openSecret(deps.keys, nameOf(row.kid), row)) as SigningKey];
  } catch (error) {
    deps.log.error('Cannot open a signing key of OpenID Connect', { kid: row.kid, cause: causeOf(error) });
    return [];
  }
}

/** The row that signs: the newest that has settled, else the oldest. */
function signerOf(rows: readonly KeyRow[], now: Date): KeyRow | undefined {
  return rows.find(({ createdAt }) => now.getTime() - createdAt.getTime() >= SETTLE_MS) ?? rows.at(-1);
}

/** The published keys, the one that signs first. Empty if there is none that this server can open. */
async function readKeys(deps: Pick<Deps, 'db' | 'keys' | 'clock' | 'log'>): Promise<SigningKey[]> {
  const now = deps.clock();
  const rows = await publishedKeys(deps.db, now);
  const keys = new Map(rows.flatMap((row) => opened(deps, row).map((key) => [row, key] as const)));
  const readable = rows.filter((row) => keys.has(row));
  const signer = signerOf(readable, now);
  return readable.sort((one, other) => Number(other === signer) - Number(one === signer)).map((row) => keys.get(row)!);
}

/**
 * The published keys, the one that signs first. Makes the first one; of several servers one does.
 * @param onFirst is called where this server made it.
 */
export async function signingKeys(
  deps: Pick<Deps, 'db' | 'keys' | 'clock' | 'log'>,
  onFirst: () => void = () => {},
): Promise<SigningKey[]> {
  const found = await readKeys(deps);
  if (found.length > 0) return found;
  const isMine = (row: KeyRow) => deps.keys.keyIds().includes(row.keyId);
  if (await addKeyOnce(deps.db, await newKey(deps), (rows) => !rows.some(isMine))) onFirst();
  return readKeys(deps);
}

/** Makes a new key. The former ones sign no more and stay published until their tokens are over. @returns its id. */
export async function rotateSigningKeys(deps: KeyDeps): Promise<{ kid: string }> {
  const key = await newKey(deps);
  const retiresAt = new Date(key.createdAt.getTime() + SETTLE_MS + ID_TOKEN_SECONDS * 1000);
  await deps.db.transaction(async (tx) => {
    await replaceKeys(tx, key, retiresAt);
    await happened(tx, { at: key.createdAt, userId: null, kind: 'oidc-keys-rotated', detail: { kid: key.kid } });
  });
  return { kid: key.kid };
}

/** Seals every key that can be opened with the template key that seals now. @returns how many. */
export async function resealSigningKeys({ db, keys, clock }: KeyDeps): Promise<number> {
  let done = 0;
  for (const row of await publishedKeys(db, clock())) {
    if (row.keyId === keys.keyId || !keys.keyIds().includes(row.keyId)) continue;
    await resealKey(db, row.kid, sealSecret(keys, nameOf(row.kid), openSecret(keys, nameOf(row.kid), row)));
    done++;
  }
  return done;
}
