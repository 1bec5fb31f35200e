/** A real Caddy with the project's Caddyfile, on loopback, with its own certificate authority. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../root.ts';
import { freePort } from './server.ts';

export function findCaddy(): string | undefined {
  return Bun.which('caddy') ?? undefined;
}

export type Caddy = {
  url: string;
  /** The PEM certificate of the authority that signed the server's. Empty for a site on plain http. */
  authority: string;
  stop(): Promise<void>;
};

async function answers(url: string): Promise<void> {
  while (!(await fetch(url).catch(() => undefined))) await Bun.sleep(50);
}

async function isSigned(log: () => string): Promise<void> {
  while (!log().includes('certificate obtained successfully')) await Bun.sleep(50);
}

/** Waits for a handshake: Caddy writes that it has the certificate a moment before it serves with it. */
async function shakesHands(url: string, ca: string): Promise<void> {
  for (;;) {
    const answered = await fetch(url, { tls: { ca }, redirect: 'manual' }).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await Bun.sleep(50);
  }
}

/**
 * Starts Caddy in front of a server on `upstream` and waits until it has its certificate.
 * @param port that people open by https. @param env more settings of the Caddyfile.
 */
export async function startCaddy(
  program: string,
  port: number,
  upstream: number,
  env: Record<string, string> = {},
): Promise<Caddy> {
  const home = mkdtempSync(join(tmpdir(), 'facelogin-caddy-'));
  const child = spawn(program, ['run', '--adapter', 'caddyfile', '--config', join(projectRoot, 'Caddyfile')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: home,
      XDG_DATA_HOME: home,
      XDG_CONFIG_HOME: home,
      FACELOGIN_CADDY_ADMIN: 'off',
      FACELOGIN_HTTP_PORT: String(await freePort()),
      FACELOGIN_DOMAIN: `localhost:${port}`,
      FACELOGIN_UPSTREAM: `127.0.0.1:${upstream}`,
      ...env,
    },
  });
  const abandon = () => child.kill('SIGTERM');
  process.once('exit', abandon);
  let printed = '';
  child.stderr.on('data', (chunk: Buffer) => {
    printed += chunk;
  });
  const ended = new Promise<never>((_, failed) => {
    child.once('exit', (code) => failed(new Error(`Caddy ended with ${code}:\n${printed}`)));
  });
  ended.catch(() => {});
  const plain = env.FACELOGIN_DOMAIN?.startsWith('http://') ?? false;
  const authority = Bun.file(join(home, 'caddy/pki/authorities/local/root.crt'));
  await Promise.race([plain ? answers(`http://localhost:${port}/`) : isSigned(() => printed), ended]);
  const url = `https://localhost:${port}`;
  if (!plain) await Promise.race([shakesHands(url, await authority.text()), ended]);
  const stop = async () => {
    process.off('exit', abandon);
    child.kill('SIGTERM');
    await ended.catch(() => {});
    rmSync(home, { recursive: true, force: true });
  };
  return { url, authority: plain ? '' : await authority.text(), stop };
}
