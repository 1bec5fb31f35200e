/** A real nginx with TLS in front of a server, on loopback, from a configuration of the test. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian puts it where not everybody's PATH looks. */
export function findNginx(): string | undefined {
  return [Bun.which('nginx'), '/usr/sbin/nginx'].find((path) => path && existsSync(path)) ?? undefined;
}

export type Nginx = { stop(): Promise<void> };

/** What an operator writes into `location /` beside `proxy_pass`, to have all in order. */
export const COMPLETE = [
  'proxy_set_header Host $http_host;',
  'proxy_set_header X-Forwarded-Proto $scheme;',
  'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
];

function configuration(folder: string, port: number, locations: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `daemon off; master_process off; pid ${folder}/pid; error_log stderr;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${folder}/certificate; ssl_certificate_key ${folder}/key;
    ${locations}
  }
}
`;
}

/** A certificate that nobody signed. */
function certify(folder: string): void {
  const files = ['-keyout', join(folder, 'key'), '-out', join(folder, 'certificate')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=facelogin.test'];
  const { exitCode, stderr } = Bun.spawnSync(['openssl', 'req', '-x509', ...kind, ...files], { stderr: 'pipe' });
  if (exitCode !== 0) throw new Error(`openssl ended with ${exitCode}: ${stderr}`);
}

/** Starts nginx and waits until it answers. @param locations of its server. @throws {Error} with its own words. */
export async function startNginx(program: string, port: number, locations: string): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-nginx-'));
  certify(folder);
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration(folder, port, locations));
  const child = spawn(program, ['-p', folder, '-c', file, '-e', 'stderr'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const abandon = () => child.kill('SIGTERM');
  process.once('exit', abandon);
  let printed = '';
  child.stderr.on('data', (chunk: Buffer) => {
    printed += chunk;
  });
  const ended = new Promise<never>((_, failed) => {
    child.once('exit', (code) => failed(new Error(`nginx ended with ${code}:\n${printed}`)));
  });
  ended.catch(() => {});
  const answers = async () => {
    const insecure = { tls: { rejectUnauthorized: false } };
    while (!(await fetch(`https://127.0.0.1:${port}/`, insecure).catch(() => undefined))) await Bun.sleep(50);
  };
  await Promise.race([answers(), ended]);
  const stop = async () => {
    process.off('exit', abandon);
    child.kill('SIGTERM');
    await ended.catch(() => {});
    rmSync(folder, { recursive: true, force: true });
  };
  return { stop };
}
