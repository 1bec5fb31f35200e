/** Connects to a PostgreSQL server and describes failures in plain words. */
import postgres from 'postgres';
import type { Logger } from '../log.ts';
import { DatabaseError } from './errors.ts';

/** `server_version_num` of the oldest release that knows all SQL of this program. */
const OLDEST = 150_000;
/** Seconds for each address of a host, and for all of them together. */
const CONNECT_SECONDS = 5;

/** What went wrong, in words. An AggregateError (several addresses, none answers) has no text of its own. */
export function describeFailure(error: unknown): string {
  if (error instanceof AggregateError) return [...new Set(error.errors.map(describeFailure))].join('; ');
  if (!(error instanceof Error)) return String(error);
  return error.message || String((error as NodeJS.ErrnoException).code ?? error.name);
}

/** Address of the server for messages, without user and password. */
function placeOf(url: string): string {
  return url.replace(/^[^:]+:\/\/([^/?#]*@)?/, '').replace(/\?.*$/s, '');
}

function withoutPassword(text: string, url: string): string {
  const secret = /^[^:]+:\/\/[^/?#]*?:([^/?#]*)@/.exec(url)?.[1];
  return secret ? text.replaceAll(secret, '…') : text;
}

/**
 * Seconds between two tries to open a lost connection again. The library's own value grows to 20, and a request waits
 * for the next try: people would wait long after the database is back.
 */
const RETRY_SECONDS = 0.25;

/** Makes a client. It drops notices ("already exists, skipping"). */
export function createClient(url: string, options: { max?: number } = {}): postgres.Sql {
  return postgres(url, {
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

/**
 * Connects and checks the server's version.
 * @throws {DatabaseError} in one line, within about five seconds where nothing answers.
 */
export async function connect(url: string, log: Logger): Promise<{ sql: postgres.Sql; version: string }> {
  let sql: postgres.Sql | undefined;
  try {
    sql = createClient(url);
    const { number, text } = await deadline(versionOf(sql));
    if (number < OLDEST) throw new DatabaseError(`This PostgreSQL is version ${text}. FaceLogin needs 15 or newer.`);
    log.info('PostgreSQL answers', { version: text });
    return { sql, version: text };
  } catch (cause) {
    await sql?.end({ timeout: 0 });
    if (cause instanceof DatabaseError) throw cause;
    const told = withoutPassword(describeFailure(cause), url).replace(/\s+/g, ' ');
    throw new DatabaseError(`Cannot reach PostgreSQL at ${placeOf(url)}: ${told}. Check DATABASE_URL.`, { cause });
  }
}
