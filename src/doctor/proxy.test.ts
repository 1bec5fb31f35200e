import { expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../config.ts';
import { translator } from '../i18n/index.ts';
import { silentLog } from '../log.ts';
import { createProxyNotes, type ProxyFault } from '../proxies.ts';
import { find } from './finding.ts';
import { proxyChecks, tellOfProxy } from './proxy.ts';
import { linesFor } from './proxy-lines.ts';

const config = loadConfig({});
/** Faults that a line for Caddy mends. */
const HEADERS: ProxyFault[] = ['proto-missing', 'proto-wrong', 'for-missing', 'host-missing'];

test('a fault is told once, and counted', async () => {
  const told: { line: string; fields: unknown }[] = [];
  const log = { ...silentLog, warn: (line: string, fields?: unknown) => void told.push({ line, fields }) };
  const notes = createProxyNotes((note) => tellOfProxy(log, config, note));
  for (let n = 0; n < 3; n++) notes.note('not-trusted', `172.18.0.${n}`);
  notes.note('public-url', 'https://face.example.org');
  expect(told).toHaveLength(2);
  expect(JSON.stringify(told)).not.toContain('172.18');
  expect(told[1]!.fields).toEqual({ set: 'FACELOGIN_PUBLIC_URL=https://face.example.org' });
  const findings = await Promise.all(proxyChecks(config, notes.seen()).map(find));
  expect(findings.map(({ state, text, told: lines }) => [state, text.vars?.count, lines])).toEqual([
    ['broken', 3, 'FACELOGIN_TRUSTED_PROXIES=127.0.0.1,::1,172.18.0.2'],
    ['limited', 1, 'FACELOGIN_PUBLIC_URL=https://face.example.org'],
  ]);
});

test('without a fault all is in order, and without a server nobody knows', async () => {
  for (const [seen, state] of [
    [[], 'ok'],
    [undefined, 'limited'],
  ] as const) {
    expect(await Promise.all(proxyChecks(config, seen).map(find))).toMatchObject([{ what: 'proxy', state }]);
  }
});

test('every fault has its words in both languages', () => {
  for (const locale of ['en', 'zh'] as const) {
    for (const fault of [...HEADERS, 'not-trusted', 'public-url', 'prefix'] as const) {
      const vars = { count: 7, example: 'X', publicUrl: 'Y' };
      expect(translator(locale)(`doctor.proxy.${fault}`, vars)).toMatch(/7/);
      expect(translator(locale)(`doctor.proxy.${fault}`, vars)).not.toMatch(/[{}]/);
    }
  }
});

const caddy = Bun.which('caddy');
if (!caddy)
  process.stderr.write('skipped: the lines for Caddy: caddy is not installed (Debian: apt-get install caddy)\n');

test.skipIf(!caddy)('Caddy takes its lines', () => {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-lines-'));
  const file = join(folder, 'Caddyfile');
  try {
    for (const fault of HEADERS) {
      const line = linesFor(config, { fault, count: 1, example: '' }).Caddy!;
      writeFileSync(file, `:8080 {\nreverse_proxy 127.0.0.1:3000 {\n${line}\n}\n}\n`);
      const { exitCode, stderr } = Bun.spawnSync([caddy!, 'adapt', '--config', file, '--validate'], { stderr: 'pipe' });
      expect([fault, exitCode, exitCode === 0 ? '' : stderr.toString()]).toEqual([fault, 0, '']);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
