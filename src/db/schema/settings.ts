/** The table of settings that were changed while the server runs. */
import { pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { users } from './accounts.ts';
import { time } from './columns.ts';

/** A row stands in place of the default. The environment wins over it. No secret is stored here. */
export const storedSettings = pgTable('settings', {
  /** The setting's name in the environment. */
  name: text('name').primaryKey(),
  /** As the environment would have it. */
  value: text('value').notNull(),
  changedAt: time('changed_at').notNull(),
  /** The administrator; null: the command line, or the account is gone. */
  changedBy: uuid('changed_by').references(() => users.id, { onDelete: 'set null' }),
});
