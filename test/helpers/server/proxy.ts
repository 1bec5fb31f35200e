/** Real proxies in front of small applications and of FaceLogin, set up with the very lines that FaceLogin prints. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { type Proxy as ProxyName, snippetFor } from '../../../src/applications/snippets.ts';

export type Site = { origin: string; upstream: string };
/** `own`: the proxy serves FaceLogin itself, too, at its public address. */
export type Plan = { port: number; sites: Site[]; facelogin: string; publicUrl: string; own?: boolean };
type Files = { folder: string; certificate: string; key: string };

/** A certificate for the names of all sites. It is nobody's: the tests do not check it. */
function makeCertificate(folder: string, sites: readonly Site[]): Files {
  const [certificate, key] = [join(folder, 'site.pem'), join(folder, 'site.key')];
  const names = sites.map(({ origin }) => `DNS:${new URL(origin).hostname}`).join(',');
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=test', '-addext', `subjectAltName=${names}`, '-keyout', key, '-out', certificate],
  ]);
  if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`);
  return { folder, certificate, key };
}

/** The printed parts for every site of a plan. */
function printed(proxy: ProxyName, { sites, facelogin, publicUrl }: Plan) {
  return sites.map((site) => snippetFor(proxy, { ...site, facelogin, publicUrl }).map(({ text }) => text));
}

function caddyFile(plan: Plan): string {
  const global = `{\n\tadmin off\n\tauto_https disable_redirects\n\tlocal_certs\n\tskip_install_trust\n}\n`;
  const own = plan.own ? `${plan.publicUrl} {\n\treverse_proxy ${plan.facelogin}\n}\n` : '';
  return global + own + printed('caddy', plan).flat().join('\n');
}

function nginxFile(plan: Plan, { folder, certificate, key }: Files): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(folder, 'tmp', name)};`)
    .join('\n');
  const servers = printed('nginx', plan).map(
    ([text], i) => `server {
  listen 127.0.0.1:${plan.port} ssl;
  server_name ${new URL(plan.sites[i]!.origin).hostname};
  ${text}
}`,
  );
  // With underscores on nginx passes `Remote_User` on, where nothing removes it.
  return `daemon off;
pid ${join(folder, 'nginx.pid')};
error_log stderr warn;
events {}
http {
access_log off;
underscores_in_headers on;
ssl_certificate ${certificate};
ssl_certificate_key ${key};
${temporary}
${servers.join('\n')}
}
`;
}

function haproxyFile(plan: Plan, { folder, certificate, key }: Files): string {
  const parts = printed('haproxy', plan);
  const script = join(folder, 'facelogin.lua');
  writeFileSync(script, parts[0]![3]!);
  writeFileSync(join(folder, 'both.pem'), [certificate, key].map((file) => spawnSync('cat', [file]).stdout).join('\n'));
  const global = parts[0]![0]!.replace('/etc/haproxy/facelogin.lua', script);
  return `global
${global}
defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s
frontend https
    bind 127.0.0.1:${plan.port} ssl crt ${join(folder, 'both.pem')}
${parts.map((part) => part[1]).join('\n')}
${parts.map((part) => part[2]).join('\n')}
`;
}

const PROGRAMS = {
  caddy: { make: caddyFile, args: (file: string) => ['run', '--adapter', 'caddyfile', '--config', file] },
  nginx: { make: nginxFile, args: (file: string) => ['-c', file, '-e', 'stderr'] },
  haproxy: { make: haproxyFile, args: (file: string) => ['-db', '-f', file] },
};
export type Installed = keyof typeof PROGRAMS;

/** The program, where this machine has it. Debian keeps two of the three off the PATH of users. */
export function findProxy(name: Installed): string | undefined {
  return Bun.which(name, { PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` }) ?? undefined;
}

/** Whether the proxy has a certificate for a name: Caddy makes its own, after it listens. */
function shakesHands(port: number, servername: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host: '127.0.0.1', port, servername, rejectUnauthorized: false }, () => {
      socket.destroy();
      done(true);
    }).once('error', () => done(false));
  });
}

/** Starts a proxy with the printed lines and waits until it serves each name. @returns how to stop it. */
export async function startProxy(name: Installed, plan: Plan): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), `facelogin-${name}-`));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'tmp'));
  chmodSync(join(folder, 'tmp'), 0o777);
  const { make, args } = PROGRAMS[name];
  const file = join(folder, 'config');
  writeFileSync(file, make(plan, makeCertificate(folder, plan.sites)));
  const env = { PATH: process.env.PATH, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const child = spawn(findProxy(name)!, args(file), { stdio: ['ignore', 'ignore', 'pipe'], env });
  const abandon = () => child.kill('SIGTERM');
  process.once('exit', abandon);
  let printedByProxy = '';
  child.stderr.on('data', (chunk: Buffer) => {
    printedByProxy += chunk;
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const served = [...plan.sites.map(({ origin }) => origin), ...(plan.own ? [plan.publicUrl] : [])];
  for (const { hostname } of served.map((origin) => new URL(origin))) {
    while (!(await shakesHands(plan.port, hostname))) {
      if (over) throw new Error(`${name} ended:\n${printedByProxy}`);
      await Bun.sleep(20);
    }
  }
  return async () => {
    process.off('exit', abandon);
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
}
