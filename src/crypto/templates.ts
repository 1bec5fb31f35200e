/** Encryption of face templates: AES-256-GCM (NIST SP 800-38D) under one key of the server, with former keys to read. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Config } from '../config.ts';
import { ensureKeyFile, keyIdOf, readKeyFiles } from './keyfiles.ts';

/** Bytes of a nonce and of a tag; SP 800-38D 8.2.2 allows 2^32 random nonces of 12 bytes a key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Milliseconds between two looks for a key that is missing: a gallery full of its templates asks for each of them. */
const LOOK_AGAIN_MS = 1_000;

/** What a ciphertext is bound to: one that is moved to another row does not open. */
export type TemplateContext = { userId: string; templateId: string; recognizer: string; version: number };
/** `ciphertext` ends with the tag of 16 bytes. */
export type SealedTemplate = { keyId: string; nonce: Uint8Array; ciphertext: Uint8Array };

export type TemplateKeys = {
  /** Of the key that seals: first 8 hexadecimal digits of its SHA-256, which tell keys apart and give nothing away. */
  readonly keyId: string;
  /** Ids of every key that is there to read, that one first. */
  keyIds(): string[];
  seal(context: TemplateContext, bytes: Uint8Array): SealedTemplate;
  /** @throws {TemplateKeyError} for a key that is not there, another row, or changed bytes. */
  open(context: TemplateContext, sealed: SealedTemplate): Uint8Array;
  /** Keyed hash (HMAC-SHA-256, base64url) of bytes, which only this server can make. */
  fingerprint(bytes: Uint8Array): string;
  /** The same by each former key: what was written down before a rotation is still known. */
  formerFingerprints(bytes: Uint8Array): string[];
  /** Reads the keys anew from where they lie. @throws {ConfigError} as `loadTemplateKeys`. */
  reload(): void;
};

/** A template that no key of this server opens. */
export class TemplateKeyError extends Error {
  override readonly name = 'TemplateKeyError';
}

/** No part can hold the separator: ids are UUIDs, a recognizer's name is a word. */
function additionalData(context: TemplateContext): Buffer {
  return Buffer.from([context.userId, context.templateId, context.recognizer, context.version].join('|'));
}

type OneKey = Pick<TemplateKeys, 'keyId' | 'seal' | 'open' | 'fingerprint'>;

function oneKey(key: Uint8Array): OneKey {
  const keyId = keyIdOf(key);
  // A key of its own (RFC 5869): one key does one thing.
  const fingerprintKey = new Uint8Array(hkdfSync('sha256', key, '', 'facelogin fingerprint', 32));
  return {
    keyId,
    seal(context, bytes) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(additionalData(context));
      const ciphertext = Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
      return { keyId, nonce, ciphertext };
    },
    open(context, sealed) {
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, sealed.nonce, { authTagLength: TAG_BYTES });
        decipher.setAAD(additionalData(context));
        decipher.setAuthTag(sealed.ciphertext.subarray(-TAG_BYTES));
        return Buffer.concat([decipher.update(sealed.ciphertext.subarray(0, -TAG_BYTES)), decipher.final()]);
      } catch (cause) {
        throw new TemplateKeyError('The template was changed, or belongs to another row.', { cause });
      }
    },
    fingerprint: (bytes) => createHmac('sha256', fingerprintKey).update(bytes).digest('base64url'),
  };
}

/** @param load 32 bytes for each key, the one that seals first. */
function createKeys(load: () => readonly Uint8Array[]): TemplateKeys {
  let ring = load().map(oneKey);
  let looked = performance.now();
  const reload = () => {
    ring = load().map(oneKey);
    looked = performance.now();
  };
  const find = (keyId: string) => ring.find((key) => key.keyId === keyId);

  /** The key of that id; one that came after the start, by a rotation on another server, is looked for. */
  function keyFor(keyId: string): OneKey {
    const known = find(keyId);
    if (known) return known;
    if (performance.now() - looked > LOOK_AGAIN_MS) reload();
    const found = find(keyId);
    if (found) return found;
    throw new TemplateKeyError(
      `The template was encrypted with key ${keyId}; this server has key ${ring.map((key) => key.keyId).join(', ')}.`,
    );
  }

  return {
    get keyId() {
      return ring[0]!.keyId;
    },
    keyIds: () => ring.map(({ keyId }) => keyId),
    seal: (context, bytes) => ring[0]!.seal(context, bytes),
    open: (context, sealed) => keyFor(sealed.keyId).open(context, sealed),
    fingerprint: (bytes) => ring[0]!.fingerprint(bytes),
    formerFingerprints: (bytes) => ring.slice(1).map((key) => key.fingerprint(bytes)),
    reload,
  };
}

/** Keys that do not change. @param key 32 bytes, which seals. @param former to read with. */
export function templateKeys(key: Uint8Array, ...former: Uint8Array[]): TemplateKeys {
  return createKeys(() => [key, ...former]);
}

/**
 * The keys of the settings, or else of the folder of key files, where the first is made (mode 0600) if there is none.
 * @throws {ConfigError} in one line: a file can be read by others, is damaged, or cannot be made.
 */
export function loadTemplateKeys(config: Pick<Config, 'keysDir' | 'templateKey'>): TemplateKeys {
  if (config.templateKey) {
    const [key, ...former] = config.templateKey.split(',').map((hex) => Buffer.from(hex, 'hex'));
    return templateKeys(key!, ...former);
  }
  ensureKeyFile(config.keysDir);
  return createKeys(() => readKeyFiles(config.keysDir));
}
