/** Rows of a raw statement's result: PGlite returns `{ rows }`, postgres.js the rows themselves. */
export function rowsOf<T>(result: unknown): T[] {
  return (Array.isArray(result) ? result : (result as { rows: T[] }).rows) as T[];
}
