/** Errors of the database. */

/** `message` is one line for the operator: what is wrong and what to do. It never holds a password. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}

/** Codes of the operating system and of postgres.js for a connection that fails or is lost. */
const CONNECTION = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['CONNECT_TIMEOUT', 'CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED'],
]);

/**
 * SQLSTATEs (PostgreSQL, appendix A) that tell of the server's state and not of a wrong statement: no connection (08),
 * no room on the disk, no memory, too many connections (53), stopped, crashed or starting (57P), an error of the
 * system (58), a server that only reads (25006).
 */
const STATES = /^(08|53|57P0[1-5]|58|25006)/;

/** Whether the database is away for every statement. It may be back in a moment. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.some(isDatabaseAway)) return true;
  const code = String((error as { code?: unknown }).code ?? '');
  if (CONNECTION.has(code) || ('severity' in error && STATES.test(code))) return true;
  return error.cause !== undefined && isDatabaseAway(error.cause);
}
