/** Encryption of face templates: AES-256-GCM (NIST SP 800-38D) under one key of the server. */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  randomUUID,
} from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type Config, ConfigError } from '../config.ts';

/** Bytes of a nonce and of a tag; SP 800-38D 8.2.2 allows 2^32 random nonces of 12 bytes a key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What a ciphertext is bound to: one that is moved to another row does not open. */
export type TemplateContext = { userId: string; templateId: string; recognizer: string; version: number };
/** `ciphertext` ends with the tag of 16 bytes. */
export type SealedTemplate = { keyId: string; nonce: Uint8Array; ciphertext: Uint8Array };

export type TemplateKeys = {
  /** First 8 hexadecimal digits of the key's SHA-256: tells keys apart and gives nothing away of them. */
  keyId: string;
  /** Ids of every key that `open` has. */
  keyIds(): string[];
  seal(context: TemplateContext, bytes: Uint8Array): SealedTemplate;
  /** @throws {TemplateKeyError} for another key, another row, or changed bytes. */
  open(context: TemplateContext, sealed: SealedTemplate): Uint8Array;
  /** Keyed hash (HMAC-SHA-256, base64url) of bytes, which only this server can make. */
  fingerprint(bytes: Uint8Array): string;
};

/** A template that this key does not open. */
export class TemplateKeyError extends Error {
  override readonly name = 'TemplateKeyError';
}

/** No part can hold the separator: ids are UUIDs, a recognizer's name is a word. */
function additionalData(context: TemplateContext): Buffer {
  return Buffer.from([context.userId, context.templateId, context.recognizer, context.version].join('|'));
}

/** @param key 32 bytes. */
export function templateKeys(key: Uint8Array): TemplateKeys {
  const keyId = createHash('sha256').update(key).digest('hex').slice(0, 8);
  // A key of its own (RFC 5869): one key does one thing.
  const fingerprintKey = new Uint8Array(hkdfSync('sha256', key, '', 'facelogin fingerprint', 32));
  return {
    keyId,
    keyIds: () => [keyId],
    seal(context, bytes) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(additionalData(context));
      const ciphertext = Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
      return { keyId, nonce, ciphertext };
    },
    open(context, sealed) {
      if (sealed.keyId !== keyId) {
        throw new TemplateKeyError(
          `The template was encrypted with key ${sealed.keyId}; this server has key ${keyId}.`,
        );
      }
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

/** Writes a new key; where another process was faster, its key stays. Whole and on the disk before it gets its name. */
function createKeyFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}`;
  try {
    const file = openSync(draft, 'wx', 0o600);
    writeSync(file, `${randomBytes(32).toString('hex')}\n`);
    fsyncSync(file);
    closeSync(file);
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readKeyFile(path: string): Uint8Array {
  const { mode } = statSync(path);
  if ((mode & 0o077) !== 0) {
    throw new ConfigError(`The key file ${path} can be read by others. Run: chmod 600 ${path}`);
  }
  const text = readFileSync(path, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/i.test(text)) {
    throw new ConfigError(`The key file ${path} does not hold 64 hexadecimal digits. Restore it from your copy.`);
  }
  return Buffer.from(text, 'hex');
}

/** Where the generated key of a data folder is. */
export function keyFile(config: Pick<Config, 'data'>): string {
  return join(config.data, 'keys', 'template.key');
}

/**
 * The key of the settings, or else of the data folder's key file, which is made (mode 0600) where there is none.
 * @throws {ConfigError} in one line: the file can be read by others, is damaged, or cannot be made.
 */
export function loadTemplateKeys(config: Pick<Config, 'data' | 'templateKey'>): TemplateKeys {
  if (config.templateKey) return templateKeys(Buffer.from(config.templateKey, 'hex'));
  const path = keyFile(config);
  try {
    if (!statSync(path, { throwIfNoEntry: false })) createKeyFile(path);
    return templateKeys(readKeyFile(path));
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError(`Cannot use the key file ${path}: ${(cause as Error).message}`, { cause });
  }
}
