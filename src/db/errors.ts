/** What keeps the database from being used. */

/** `message` is one line for the operator: what is wrong and what to do. It never holds a password. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}

/** Codes of the operating system and of postgres.js for a connection that is not there, or no longer. */
const CONNECTION = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['CONNECT_TIMEOUT', 'CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED'],
]);

/**
 * SQLSTATEs (PostgreSQL, appendix A) that are the server's state and not the statement's fault: no connection (08),
 * no room on the disk, no memory, too many connections (53), stopped, crashed or starting (57P), an error of the
 * system (58). 25006: what is left of a server that only reads.
 */
const STATES = /^(08|53|57P0[1-5]|58|25006)/;

/** Whether the database cannot be used now, whoever asked for what: it may be back in a moment. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.some(isDatabaseAway)) return true;
  const code = String((error as { code?: unknown }).code ?? '');
  if (CONNECTION.has(code) || ('severity' in error && STATES.test(code))) return true;
  return error.cause !== undefined && isDatabaseAway(error.cause);
}
