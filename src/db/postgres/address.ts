/** Reads `DATABASE_URL` as libpq reads a connection URI (PostgreSQL, 34.1.1.2), and no other way. */
import { existsSync } from 'node:fs';
import { DATABASE_URI } from '../../settings/values.ts';
import { DatabaseError } from '../errors.ts';

export type Host = { host: string; port: number };
export type Address = {
  /** Servers to try in order. One of them, with a path as its host, is a folder of Unix sockets. */
  hosts: Host[];
  user?: string;
  password?: string;
  database?: string;
  /** What the query says besides, decoded. */
  params: Map<string, string>;
};

const DEFAULT_PORT = 5432;
/** Where Debian's PostgreSQL has its socket, and where PostgreSQL's own build has it. */
const SOCKET_FOLDERS = ['/var/run/postgresql', '/tmp'];

const refuse = (why: string): DatabaseError => new DatabaseError(`Cannot use DATABASE_URL: ${why}.`);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse('write %25 for % in it');
  }
}

function paramsOf(query: string): Map<string, string> {
  const params = new Map<string, string>();
  for (const pair of query.split('&').filter(Boolean)) {
    const at = pair.indexOf('=');
    params.set(decoded(pair.slice(0, at)), decoded(pair.slice(at + 1)));
  }
  return params;
}

/** Hosts and ports of the part between the slashes, each decoded. */
function specOf(text: string): { hosts: string[]; ports: string[] } {
  const specs = text.split(',').map((one) => /^(\[[^\]]*\]|[^:]*)(?::([^:]*))?$/s.exec(one));
  if (specs.some((spec) => !spec)) throw refuse('write an IPv6 address in brackets, as [::1]');
  return {
    hosts: specs.map((spec) => decoded(spec![1]!).replace(/^\[|\]$/g, '')),
    ports: specs.map((spec) => decoded(spec![2] ?? '')),
  };
}

function portOf(text: string): number {
  const port = text === '' ? Number(process.env.PGPORT || DEFAULT_PORT) : Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw refuse('a port is a number from 1 to 65535');
  return port;
}

/** Without a host libpq takes the local socket. Where there is none, TCP to this machine is tried. */
function defaultHost(port: number): string {
  return SOCKET_FOLDERS.find((folder) => existsSync(socketOf({ host: folder, port }))) ?? 'localhost';
}

/** Whether a host is a folder of Unix sockets. */
export function isSocket({ host }: Host): boolean {
  return host.startsWith('/');
}

/** Path of the Unix socket of a host that is a folder. */
export function socketOf({ host, port }: Host): string {
  return `${host}/.s.PGSQL.${port}`;
}

function hostsOf(hosts: string[], ports: string[]): Host[] {
  if (ports.length > 1 && ports.length !== hosts.length) throw refuse('it has not as many ports as hosts');
  const found = hosts.map((name, n) => {
    const port = portOf(ports[n] ?? ports[0] ?? '');
    return { host: name || process.env.PGHOST || defaultHost(port), port };
  });
  if (found.length > 1 && found.some(isSocket)) throw refuse('of several hosts none can be a Unix socket');
  return found;
}

/**
 * Reads the address of the database. A name in the query goes before the same thing in front of it.
 * @throws {DatabaseError} in one line, without the password.
 */
export function readAddress(url: string): Address {
  const parts = DATABASE_URI.exec(url);
  if (!parts) throw refuse('it is no address like postgres://user:password@host/database');
  const [, user = '', password = '', authority = '', path = '', query = ''] = parts;
  const params = paramsOf(query);
  const take = (name: string, otherwise: string) => {
    const value = params.get(name) || otherwise;
    params.delete(name);
    return value;
  };
  const spec = specOf(authority);
  const hosts = take('host', '').split(',');
  const ports = take('port', '').split(',');
  const named = { user: take('user', decoded(user)), password: take('password', decoded(password)) };
  const database = take('dbname', decoded(path));
  return {
    hosts: hostsOf(hosts[0] ? hosts : spec.hosts, ports[0] ? ports : spec.ports),
    ...(named.user && { user: named.user }),
    ...(named.password && { password: named.password }),
    ...(database && { database }),
    params,
  };
}

/** The address for messages, without user and password. */
export function placeOf({ hosts, database }: Address): string {
  const shown = hosts.map((one) => {
    if (isSocket(one)) return socketOf(one);
    return `${one.host.includes(':') ? `[${one.host}]` : one.host}:${one.port}`;
  });
  return `${shown.join(',')}${database ? `/${database}` : ''}`;
}
