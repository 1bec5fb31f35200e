/** Connects to a PostgreSQL server and describes failures in plain words. */
import postgres from 'postgres';
import type { Logger } from '../../log.ts';
import { DatabaseError } from '../errors.ts';
import { placeOf, readAddress } from './address.ts';
import { optionsOf } from './options.ts';

/** `server_version_num` of the oldest release that knows all SQL of this program. */
const OLDEST = 150_000;
/** Seconds for each address of a host, and for all of them together. */
const CONNECT_SECONDS = 5;

/** SQLSTATE of a right that is missing. */
const INSUFFICIENT_PRIVILEGE = '42501';

/** A name in a statement (PostgreSQL, 4.1.1). */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** What went wrong, in words. An AggregateError (several addresses, none answers) has no text of its own. */
export function describeFailure(error: unknown): string {
  if (error instanceof AggregateError) return [...new Set(error.errors.map(describeFailure))].join('; ');
  if (!(error instanceof Error)) return String(error);
  return error.message || String((error as NodeJS.ErrnoException).code ?? error.name);
}

/**
 * Seconds between two tries to open a lost connection again. The library's own value grows to 20, and a request waits
 * for the next try: people would wait long after the database is back.
 */
const RETRY_SECONDS = 0.25;

/**
 * Makes a client. It drops notices ("already exists, skipping").
 * @throws {DatabaseError} in one line where the address cannot be used.
 */
export function createClient(url: string, options: { max?: number } = {}): postgres.Sql {
  return postgres({
    ...optionsOf(readAddress(url)),
    connect_timeout: CONNECT_SECONDS,
    backoff: () => RETRY_SECONDS,
    onnotice: () => {},
    ...options,
  });
}

function deadline<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${CONNECT_SECONDS} seconds`)), CONNECT_SECONDS * 1000);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function versionOf(sql: postgres.Sql): Promise<{ number: number; text: string }> {
  const [row] = await sql<{ number: number; text: string }[]>`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as text`;
  return row!;
}

/** The reason without the password, which a message of the library could quote. */
function reasonOf(cause: unknown, password: string | undefined): string {
  const text = describeFailure(cause).replace(/\s+/g, ' ');
  return password ? text.replaceAll(password, '…').replaceAll(encodeURIComponent(password), '…') : text;
}

/** What to do about a connection that is refused. */
function adviceOn(cause: unknown, { options }: postgres.Sql): string {
  const { code, message = '' } = cause as { code?: string; message?: string };
  if (code === INSUFFICIENT_PRIVILEGE) {
    const user = String(options.user);
    return `As the owner of the database run: GRANT CONNECT ON DATABASE ${quoted(options.database)} TO ${quoted(user)};`;
  }
  // The server's answer to the request for TLS was no, and the library goes on regardless.
  if (message.includes('before secure TLS connection')) return 'Its TLS is off, or sslmode in DATABASE_URL is wrong.';
  return 'Check DATABASE_URL.';
}

/**
 * Connects and checks the server's version.
 * @throws {DatabaseError} in one line, within about five seconds where nothing answers.
 */
export async function connect(url: string, log: Logger): Promise<{ sql: postgres.Sql; version: string }> {
  const address = readAddress(url);
  const sql = createClient(url);
  try {
    const { number, text } = await deadline(versionOf(sql));
    if (number < OLDEST) throw new DatabaseError(`This PostgreSQL is version ${text}. FaceLogin needs 15 or newer.`);
    log.info('PostgreSQL answers', { version: text });
    return { sql, version: text };
  } catch (cause) {
    await sql.end({ timeout: 0 });
    if (cause instanceof DatabaseError) throw cause;
    const why = reasonOf(cause, address.password);
    throw new DatabaseError(`Cannot reach PostgreSQL at ${placeOf(address)}: ${why}. ${adviceOn(cause, sql)}`, {
      cause,
    });
  }
}
