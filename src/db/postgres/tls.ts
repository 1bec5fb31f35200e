/** TLS to PostgreSQL by libpq's `sslmode` and what belongs to it (PostgreSQL, 34.19). */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, checkServerIdentity } from 'node:tls';
import { DatabaseError } from '../errors.ts';
import { type Address, isSocket } from './address.ts';

/** What postgres.js takes: no TLS, TLS where the server offers it, or TLS with these options. */
export type Tls = false | 'prefer' | ConnectionOptions;

const MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
type Mode = (typeof MODES)[number];

const refuse = (why: string): DatabaseError => new DatabaseError(`Cannot use DATABASE_URL: ${why}.`);

function contentOf(name: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new DatabaseError(`Cannot read the file of ${name} in DATABASE_URL: ${(cause as Error).message}.`, { cause });
  }
}

/** `ssl` is the name of the JDBC driver and of postgres.js; libpq takes `ssl=true`, too. */
function modeOf(params: Map<string, string>, system: boolean): Mode {
  const short = { true: 'require', 1: 'require', false: 'disable', 0: 'disable' }[params.get('ssl') ?? ''];
  const asked = params.get('sslmode') ?? short ?? params.get('ssl') ?? process.env.PGSSLMODE;
  const mode = asked || (system ? 'verify-full' : 'prefer');
  const known = MODES.find((one) => one === mode);
  if (!known) throw refuse(`sslmode is one of ${MODES.join(', ')}`);
  if (system && known !== 'verify-full') throw refuse('sslrootcert=system needs sslmode=verify-full');
  return known;
}

/** The certificates to trust: the named file, else libpq's own place, else those that the runtime trusts. */
function trusted(file: string | undefined): { ca?: Buffer } {
  if (file === 'system') return {};
  if (file) return { ca: contentOf('sslrootcert', file) };
  const own = join(homedir(), '.postgresql', 'root.crt');
  return existsSync(own) ? { ca: contentOf('sslrootcert', own) } : {};
}

/** What the server may ask of the client. */
function ownCertificate(params: Map<string, string>): ConnectionOptions {
  const [cert, key, passphrase] = ['sslcert', 'sslkey', 'sslpassword'].map((name) => params.get(name));
  return {
    ...(cert && { cert: contentOf('sslcert', cert) }),
    ...(key && { key: contentOf('sslkey', key) }),
    ...(passphrase && { passphrase }),
  };
}

/** The library names no server to TLS that was given by its number, so the check is against our own list of hosts. */
function isOneOf({ hosts }: Address): NonNullable<ConnectionOptions['checkServerIdentity']> {
  return (_, certificate) => {
    const errors = hosts.map(({ host }) => checkServerIdentity(host, certificate));
    return errors.includes(undefined) ? undefined : errors[0];
  };
}

/**
 * How a connection is protected. Without `sslmode` it is `prefer`, as with libpq. A Unix socket has no TLS.
 * @throws {DatabaseError} in one line: an unknown mode, or a file that cannot be read.
 */
export function tlsOf(address: Address): Tls {
  const { hosts, params } = address;
  const rootcert = params.get('sslrootcert') || process.env.PGSSLROOTCERT || undefined;
  const mode = modeOf(params, rootcert === 'system');
  if (mode === 'disable' || hosts.some(isSocket)) return false;
  if (mode === 'allow' || mode === 'prefer') return 'prefer';
  const own = ownCertificate(params);
  // libpq: `require` with a file of certificates checks the chain.
  if (mode === 'require' && !rootcert) return { ...own, rejectUnauthorized: false };
  const check = { ...own, ...trusted(rootcert), rejectUnauthorized: true };
  if (mode === 'verify-full') return { ...check, checkServerIdentity: isOneOf(address) };
  return { ...check, checkServerIdentity: () => undefined };
}
