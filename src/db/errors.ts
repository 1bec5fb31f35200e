/** What keeps the database from being used. */

/** `message` is one line for the operator: what is wrong and what to do. It never holds a password. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}
