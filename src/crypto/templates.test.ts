import { expect, test } from 'bun:test';
import { chmodSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTemplateKeys, templateKeys } from './templates.ts';

const context = { userId: 'u1', templateId: 't1', recognizer: 'lbph', version: 1 };
const bytes = new Uint8Array([1, 2, 3, 4]);
const keys = templateKeys(new Uint8Array(32).fill(7));

test('a sealed template opens again, and its ciphertext does not hold it', () => {
  const sealed = keys.seal(context, bytes);
  expect(Buffer.from(sealed.ciphertext).includes(Buffer.from(bytes))).toBe(false);
  expect(keys.open(context, sealed)).toEqual(bytes);
});

for (const [name, other] of Object.entries({
  'another person': { ...context, userId: 'u2' },
  'another template': { ...context, templateId: 't2' },
  'another recognizer version': { ...context, version: 2 },
})) {
  test(`a row moved to ${name} does not open`, () => {
    expect(() => keys.open(other, keys.seal(context, bytes))).toThrow();
  });
}

test('a changed byte or another key does not open', () => {
  const sealed = keys.seal(context, bytes);
  const changed = { ...sealed, ciphertext: sealed.ciphertext.map((byte, i) => (i === 0 ? byte ^ 1 : byte)) };
  expect(() => keys.open(context, changed)).toThrow();
  expect(() => templateKeys(new Uint8Array(32)).open(context, sealed)).toThrow(/needs the key/);
});

test('the key of a data folder is made once, for its owner only', () => {
  const config = { data: mkdtempSync(join(tmpdir(), 'facelogin-key-')), templateKey: '' };
  const first = loadTemplateKeys(config);
  expect(loadTemplateKeys(config).keyId).toBe(first.keyId);
  const file = join(config.data, 'keys', 'template.key');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  chmodSync(file, 0o644);
  expect(() => loadTemplateKeys(config)).toThrow(/chmod 600/);
  writeFileSync(file, 'short');
  chmodSync(file, 0o600);
  expect(() => loadTemplateKeys(config)).toThrow(/64 hexadecimal digits/);
});
