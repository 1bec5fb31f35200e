/** Apache with mod_auth_openidc, a certified relying party, in front of a page that says who asks. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MODULES = '/usr/lib/apache2/modules';
const NEEDED = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'headers', 'dir', 'auth_openidc'];

/** What this machine lacks, if anything. */
export const noApache: string | undefined = existsSync(`${MODULES}/mod_auth_openidc.so`)
  ? undefined
  : 'Apache with mod_auth_openidc is not installed (Debian: apt-get install apache2 libapache2-mod-auth-openidc)';

export type Apache = { origin: string; callback: string; errors(): string; stop(): Promise<void> };

function settings(folder: string, origin: string, site: string, secret: string): string {
  return `
ServerRoot ${folder}
ServerName localhost
Listen 127.0.0.1:${new URL(origin).port}
PidFile ${folder}/pid
DefaultRuntimeDir ${folder}
Mutex file:${folder} default
ErrorLog ${folder}/error.log
User www-data
Group www-data
${NEEDED.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
DocumentRoot ${folder}/pages
DirectoryIndex index.html
OIDCProviderMetadataURL ${site}/oidc/.well-known/openid-configuration
OIDCSSLValidateServer Off
OIDCClientID apache
OIDCClientSecret "${secret}"
OIDCRedirectURI ${origin}/callback
OIDCCryptoPassphrase "of this test alone"
OIDCPKCEMethod S256
OIDCScope "openid profile groups"
OIDCRemoteUserClaim preferred_username
OIDCDefaultLoggedOutURL ${origin}/out.html
<Location />
  AuthType openid-connect
  Require valid-user
  Header always set X-User "expr=%{REMOTE_USER}"
  Header always set X-Groups "%{OIDC_CLAIM_groups}e"
</Location>
<Location /out.html>
  AuthType None
  Require all granted
</Location>
`;
}

/** @param site.url the public address of the provider. @param site.secret of the client `apache`. */
export async function startApache(port: number, site: { url: string; secret: string }): Promise<Apache> {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-apache-'));
  // It begins as root where the tests run as root, and then works as another user.
  chmodSync(folder, 0o777);
  mkdirSync(join(folder, 'pages'));
  for (const page of ['index.html', 'out.html']) writeFileSync(join(folder, 'pages', page), 'a page of Apache');
  const origin = `http://localhost:${port}`;
  writeFileSync(join(folder, 'apache.conf'), settings(folder, origin, site.url, site.secret));
  const child = spawn('apache2', ['-f', join(folder, 'apache.conf'), '-D', 'FOREGROUND'], { stdio: 'ignore' });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const errors = () => (existsSync(join(folder, 'error.log')) ? readFileSync(join(folder, 'error.log'), 'utf8') : '');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; ; tries++) {
    const up = await fetch(`${origin}/out.html`)
      .then(({ status }) => status === 200)
      .catch(() => false);
    if (up) return { origin, callback: `${origin}/callback`, errors, stop };
    if (tries > 100 || child.exitCode !== null) throw new Error(`Apache does not start:\n${errors()}`);
    await Bun.sleep(100);
  }
}
