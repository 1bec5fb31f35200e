/** Checks the files for a service as far as that works without one. */
import { describe, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadConfig } from '../src/config.ts';

const root = resolve(import.meta.dir, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const systemd = Bun.which('systemd-analyze');
if (!systemd) process.stderr.write('skipped: the systemd unit: there is no systemd-analyze\n');

describe('the systemd unit', () => {
  const exposure = 2;

  test.skipIf(!systemd)('is valid, and leaves the service hardly exposed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'facelogin-unit-'));
    const unit = join(folder, 'facelogin.service');
    // This machine has neither the program nor the folder.
    const text = read('deploy/facelogin.service').replace(/^ExecStart=\S+/m, 'ExecStart=/bin/true');
    writeFileSync(unit, text.replace(/^WorkingDirectory=.*/m, 'WorkingDirectory=/'));
    try {
      const verified = Bun.spawnSync([systemd!, 'verify', unit], { stderr: 'pipe' });
      expect([verified.exitCode, verified.stderr.toString()]).toEqual([0, '']);
      const told = Bun.spawnSync([systemd!, 'security', '--offline=true', '--no-pager', unit]).stdout.toString();
      expect(Number(/exposure level for \S+: ([\d.]+)/.exec(told)?.[1])).toBeLessThan(exposure);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('starts again after a failure, and not after a refused start', () => {
    const text = read('deploy/facelogin.service');
    expect(text).toMatch(/^Restart=on-failure$/m);
    expect(text).toMatch(/^RestartPreventExitStatus=1$/m);
  });
});

describe('the container', () => {
  test('copies only what exists, and has the project’s version of Bun', () => {
    const text = read('Dockerfile');
    const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
    const images = [...text.matchAll(/^FROM \S+oven\/bun:([\d.]+)-slim/gm)].map(([, version]) => version);
    expect(new Set(images)).toEqual(new Set([devDependencies['@types/bun']!]));
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names]) => names!.split(' '));
    expect(copied.filter((name) => !existsSync(join(root, name)))).toEqual([]);
    for (const name of ['src', 'templates', 'static', 'drizzle']) expect(copied).toContain(name);
  });

  test('gets valid settings from the Dockerfile and from the compose file', () => {
    const env = Object.fromEntries(
      [...read('Dockerfile').matchAll(/\b([A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name!, value!]),
    );
    expect(loadConfig(env)).toMatchObject({ host: '0.0.0.0', port: 3000, data: '/data', log: 'json' });
    const compose = read('compose.yaml');
    const [, proxy] = /FACELOGIN_TRUSTED_PROXIES: (\S+)/.exec(compose) ?? [];
    // The server believes X-Forwarded-For of Caddy's own address alone.
    expect(compose).toContain(`ipv4_address: ${proxy}`);
  });
});
