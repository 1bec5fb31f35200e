/** Face templates at rest: AES-256-GCM, bound to whose template it is. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { closeSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../config.ts';
import { ConfigError } from '../config.ts';

/** What a ciphertext belongs to: it opens for nothing else, so a row moved to another person is refused. */
export type TemplateContext = { userId: string; templateId: string; recognizer: string; version: number };
export type Sealed = { keyId: string; nonce: Uint8Array; ciphertext: Uint8Array };

export type TemplateKeys = {
  /** First 8 hexadecimal digits of SHA-256 of the key: tells keys apart and says nothing about them. */
  readonly keyId: string;
  seal(context: TemplateContext, bytes: Uint8Array): Sealed;
  /** @throws {Error} for another key, another context or changed bytes. */
  open(context: TemplateContext, sealed: Sealed): Uint8Array;
};

/** Bytes of a GCM nonce and tag (NIST SP 800-38D 5.2.1). Random nonces are safe far beyond a billion templates. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

function additionalData({ userId, templateId, recognizer, version }: TemplateContext): Buffer {
  return Buffer.from([userId, templateId, recognizer, version].join('|'));
}

/** Encryption with one key. @param key 32 bytes. */
export function templateKeys(key: Uint8Array): TemplateKeys {
  const keyId = createHash('sha256').update(key).digest('hex').slice(0, 8);
  return {
    keyId,
    seal(context, bytes) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(additionalData(context));
      const ciphertext = Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
      return { keyId, nonce, ciphertext };
    },
    open(context, sealed) {
      if (sealed.keyId !== keyId) throw new Error(`Cannot decrypt the template: it needs the key ${sealed.keyId}, this is ${keyId}`);
      const end = sealed.ciphertext.length - TAG_BYTES;
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.nonce, { authTagLength: TAG_BYTES })
        .setAAD(additionalData(context))
        .setAuthTag(sealed.ciphertext.subarray(end));
      return new Uint8Array(Buffer.concat([decipher.update(sealed.ciphertext.subarray(0, end)), decipher.final()]));
    },
  };
}

/** The key appears whole or not at all, and of two that start at once one wins: written aside, then linked. */
function createKeyFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const aside = `${path}.${process.pid}`;
  const file = openSync(aside, 'wx', 0o600);
  writeSync(file, `${randomBytes(32).toString('hex')}\n`);
  closeSync(file);
  try {
    linkSync(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function readKeyFile(path: string): string {
  if ((statSync(path).mode & 0o077) !== 0) {
    throw new ConfigError(`Cannot use ${path}: other users may read it. Run: chmod 600 ${path}`);
  }
  return readFileSync(path, 'utf8').trim();
}

/**
 * The key of the settings, or that of the data folder, which is generated on the first start.
 * @throws {ConfigError} for a key file that others may read or that holds no key.
 */
export function loadTemplateKeys(config: Pick<Config, 'templateKey' | 'data'>): TemplateKeys {
  if (config.templateKey) return templateKeys(Buffer.from(config.templateKey, 'hex'));
  const path = join(config.data, 'keys', 'template.key');
  if (statSync(path, { throwIfNoEntry: false }) === undefined) createKeyFile(path);
  const text = readKeyFile(path);
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new ConfigError(`Cannot use ${path}: it does not hold 64 hexadecimal digits.`);
  return templateKeys(Buffer.from(text, 'hex'));
}
