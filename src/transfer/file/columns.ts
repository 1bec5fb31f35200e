/** The columns of a file of people. */

export const COLUMNS = ['name', 'displayName', 'email', 'groups', 'photos', 'signIn', 'consent'] as const;
export type Column = (typeof COLUMNS)[number];

/** What a row says, by its column. A missing column is empty. */
export type Cells = Record<Column, string>;

/** Columns that an export adds, and that an import leaves out. */
export const TOLD_COLUMNS = ['role', 'disabled', 'pictures', 'enrolledAt', 'createdAt', 'lastSignInAt'] as const;

/** `Display name`, `display_name` and `displayName` are one column. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

const known = new Map(COLUMNS.map((column) => [plain(column), column]));
const told = new Set(TOLD_COLUMNS.map(plain));

/** The column that a heading means; undefined for any other heading. */
export function columnOf(heading: string): Column | undefined {
  return known.get(plain(heading));
}

/** Whether a heading says what an import neither reads nor has to mention. */
export function isTold(heading: string): boolean {
  return heading === '' || told.has(plain(heading));
}
