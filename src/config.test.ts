import { afterAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig } from './config.ts';

const folder = mkdtempSync(join(tmpdir(), 'facelogin-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function refusal(env: Record<string, string>): string {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

describe('the address of the database', () => {
  const secret = 'hunter2';
  test.each(['/', '#', '?', '@/', '/@', '@#', '?@', '%'])(
    'with an unencoded %p in its password is refused, and the error shows nothing of it',
    (sign) => {
      const told = refusal({ DATABASE_URL: `postgres://face:12${sign}${secret}@db.example/face` });
      expect(told).toContain('%2F for /');
      expect(told).not.toContain(secret);
      expect(told).not.toContain('12');
      expect(told).not.toContain('db.example');
    },
  );

  test('is accepted with its unusual characters encoded', () => {
    for (const url of [
      'postgres://face:a%2Fb%23c%3Fd%40e@db.example:5433/face?sslmode=require',
      'postgresql://[::1]/face',
      'postgres://db.example/face',
    ]) {
      expect(loadConfig({ DATABASE_URL: url }).databaseUrl).toBe(url);
    }
  });
});

describe('a secret in a file', () => {
  test('is read without the line break at its end', () => {
    writeFileSync(join(folder, 'url'), 'postgres://db.example/face\n');
    expect(loadConfig({ DATABASE_URL_FILE: join(folder, 'url') }).databaseUrl).toBe('postgres://db.example/face');
  });

  test.each(['DATABASE_URL', 'FACELOGIN_TEMPLATE_KEY', 'FACELOGIN_METRICS_TOKEN'])(
    'that is empty or missing ends the start: %s',
    (name) => {
      writeFileSync(join(folder, 'empty'), ' \n');
      expect(refusal({ [`${name}_FILE`]: join(folder, 'empty') })).toContain('is empty');
      expect(refusal({ [`${name}_FILE`]: '' })).toContain('names no file');
      expect(refusal({ [`${name}_FILE`]: join(folder, 'missing') })).toContain('Cannot read the file');
    },
  );
});
