/** Tables of imports. */
import { jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { users } from './accounts.ts';
import { time } from './columns.ts';

/** People whom an import brought. By these rows a second run of the same file knows what is done. */
export const importedPeople = pgTable('imported_people', {
  userId: uuid('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  /** SHA-256 of what the row says, but for its photos, hexadecimal. */
  fingerprint: text('fingerprint').notNull(),
  /** Names of the photos that were enrolled. No photo is kept. */
  photos: jsonb('photos').$type<string[]>().notNull().default([]),
  at: time('at').notNull(),
});
