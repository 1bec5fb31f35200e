/** The database cannot be used. `message` is one line for the operator, without a password. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}
