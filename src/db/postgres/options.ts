/** From `DATABASE_URL` to the options of postgres.js. */
import type { Options, PostgresType } from 'postgres';
import { DatabaseError } from '../errors.ts';
import { type Address, isSocket, socketOf } from './address.ts';
import { tlsOf } from './tls.ts';

/** Names of libpq that change nothing here, or that `tls.ts` reads. */
const SPENT = new Set([
  ...['sslmode', 'ssl', 'sslrootcert', 'sslcert', 'sslkey', 'sslpassword', 'sslsni', 'sslcompression'],
  ...['keepalives', 'keepalives_idle', 'keepalives_interval', 'keepalives_count', 'tcp_user_timeout'],
  ...['client_encoding', 'fallback_application_name', 'krbsrvname', 'gsslib', 'gssdelegation', 'load_balance_hosts'],
  ...['channel_binding', 'gssencmode', 'connect_timeout', 'target_session_attrs'],
]);
/** Names that ask for something which is not done here. Left out, they would promise it. */
const UNKNOWN = new Set([
  ...['sslcrl', 'sslcrldir', 'sslcertmode', 'sslnegotiation', 'ssl_min_protocol_version', 'ssl_max_protocol_version'],
  ...['hostaddr', 'require_auth', 'requirepeer', 'passfile', 'service', 'replication'],
]);
/** Options of postgres.js that a query may set. */
const NUMBERS = ['max', 'idle_timeout', 'max_lifetime', 'max_pipeline', 'keep_alive'];
const SWITCHES = ['prepare', 'fetch_types'];

function refuseUnknown(params: Map<string, string>): void {
  const name = [...params.keys()].find((one) => UNKNOWN.has(one));
  if (name) throw new DatabaseError(`FaceLogin does not do what ${name} in DATABASE_URL asks for. Leave it out.`);
  if (params.get('channel_binding') === 'require') {
    throw new DatabaseError(
      'FaceLogin does not do channel_binding=require in DATABASE_URL. Write sslmode=verify-full instead, which checks whose certificate it is.',
    );
  }
  if (params.get('gssencmode') === 'require') {
    throw new DatabaseError(
      'FaceLogin does not do gssencmode=require in DATABASE_URL. Write sslmode=verify-full instead.',
    );
  }
}

function libraryOptions(params: Map<string, string>): Record<string, number | boolean> {
  const given = (names: string[]) => names.filter((name) => params.has(name));
  return Object.fromEntries([
    ...given(NUMBERS).map((name) => [name, Number(params.get(name))]),
    ...given(SWITCHES).map((name) => [name, params.get(name) !== 'false']),
  ]);
}

/** What the server is told at the start of a connection: `search_path`, `options` and every other name of its own. */
function startParameters(params: Map<string, string>): Record<string, string> {
  const ours = [...params].filter(([name]) => ![...SPENT, ...NUMBERS, ...SWITCHES].includes(name));
  return { application_name: process.env.PGAPPNAME || 'facelogin', ...Object.fromEntries(ours) };
}

/** @throws {DatabaseError} in one line where the address asks for something that is not done here. */
export function optionsOf(address: Address): Options<Record<string, PostgresType>> {
  const { hosts, user, password, database, params } = address;
  refuseUnknown(params);
  const target = params.get('target_session_attrs');
  // The library takes lists, which its types do not say. A list alone keeps it from cutting ::1 at its colons.
  const lists = { host: hosts.map(({ host }) => host), port: hosts.map(({ port }) => port) } as object;
  return {
    ...(isSocket(hosts[0]!) && { path: socketOf(hosts[0]!) }),
    ...lists,
    ...(user && { username: user }),
    ...(password && { password }),
    ...(database && { database }),
    ...(target && target !== 'any' && { target_session_attrs: target as 'primary' }),
    ssl: tlsOf(address),
    ...libraryOptions(params),
    connection: startParameters(params),
  };
}
