import { afterEach, beforeEach, expect, test } from 'bun:test';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../config.ts';
import { loadTemplateKeys, TemplateKeyError, templateKeys } from './templates.ts';

let data = '';
let keysDir = '';
let keyFile = '';
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'facelogin-keys-'));
  keysDir = join(data, 'keys');
  keyFile = join(keysDir, 'template.key');
});
afterEach(() => rmSync(data, { recursive: true }));

const keys = templateKeys(new Uint8Array(32).fill(1));
const context = { userId: 'u', templateId: 't', recognizer: 'lbph', version: 1 };
const bytes = new Uint8Array([1, 2, 3, 250]);

test('a sealed template opens in its own row and holds nothing in the clear', () => {
  const sealed = keys.seal(context, bytes);
  expect(new Uint8Array(keys.open(context, sealed))).toEqual(bytes);
  expect(sealed.ciphertext).toHaveLength(bytes.length + 16);
  expect(Buffer.from(sealed.ciphertext).includes(Buffer.from(bytes))).toBe(false);
});

test('the same template sealed twice gives two different ciphertexts', () => {
  expect(keys.seal(context, bytes).ciphertext).not.toEqual(keys.seal(context, bytes).ciphertext);
});

const moved = { userId: 'v', templateId: 's', recognizer: 'other', version: 2 };
for (const [part, value] of Object.entries(moved)) {
  test(`a template that is moved to another ${part} does not open`, () => {
    const sealed = keys.seal(context, bytes);
    expect(() => keys.open({ ...context, [part]: value }, sealed)).toThrow(TemplateKeyError);
  });
}

test('a template with one changed bit, or cut short, does not open', () => {
  const sealed = keys.seal(context, bytes);
  const changed = Uint8Array.from(sealed.ciphertext);
  changed[0]! ^= 1;
  expect(() => keys.open(context, { ...sealed, ciphertext: changed })).toThrow(TemplateKeyError);
  expect(() => keys.open(context, { ...sealed, ciphertext: changed.subarray(0, 9) })).toThrow(TemplateKeyError);
});

test('a template of another key is refused with the ids of both', () => {
  const other = templateKeys(new Uint8Array(32).fill(2));
  expect(() => other.open(context, keys.seal(context, bytes))).toThrow(
    new RegExp(`key ${keys.keyId}; this server has key ${other.keyId}`),
  );
});

test('the key file is made on first use, readable by its owner only, and used again', () => {
  const first = loadTemplateKeys({ keysDir, templateKey: '' });
  expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  expect(readFileSync(keyFile, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  expect(readdirSync(join(data, 'keys'))).toEqual(['template.key']);
  const again = loadTemplateKeys({ keysDir, templateKey: '' });
  expect(new Uint8Array(again.open(context, first.seal(context, bytes)))).toEqual(bytes);
});

test('a key of the settings is used and no file is made', () => {
  const loaded = loadTemplateKeys({ keysDir, templateKey: '01'.repeat(32) });
  expect(loaded.keyId).toBe(keys.keyId);
  expect(readdirSync(data)).toEqual([]);
});

test('a key file that others may read is refused with the command that mends it', () => {
  loadTemplateKeys({ keysDir, templateKey: '' });
  chmodSync(keyFile, 0o640);
  expect(() => loadTemplateKeys({ keysDir, templateKey: '' })).toThrow(/chmod 600/);
});

test('a damaged key file is refused and never replaced', () => {
  loadTemplateKeys({ keysDir, templateKey: '' });
  writeFileSync(keyFile, 'abc');
  expect(() => loadTemplateKeys({ keysDir, templateKey: '' })).toThrow(ConfigError);
  expect(readFileSync(keyFile, 'utf8')).toBe('abc');
});

test('fingerprints are the same for the same bytes under the same key, and for nothing else', () => {
  const [a, b] = [templateKeys(new Uint8Array(32).fill(1)), templateKeys(new Uint8Array(32).fill(2))];
  const bytes = new Uint8Array([1, 2, 3]);
  expect(a.fingerprint(bytes)).toBe(a.fingerprint(new Uint8Array([1, 2, 3])));
  expect(a.fingerprint(bytes)).not.toBe(a.fingerprint(new Uint8Array([1, 2, 4])));
  expect(a.fingerprint(bytes)).not.toBe(b.fingerprint(bytes));
});
