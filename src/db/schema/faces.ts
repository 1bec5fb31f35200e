/** Tables of enrolled faces. */
import { index, pgTable, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { users } from './accounts.ts';
import { bytes, time } from './columns.ts';

/** One row for each enrolled person. */
export const enrollments = pgTable('enrollments', {
  userId: uuid('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  enrolledAt: time('enrolled_at').notNull(),
  consentVersion: text('consent_version').notNull(),
  consentedAt: time('consented_at').notNull(),
  /** The last sign-in by this face; null: none yet. Retention counts from here. */
  lastUsedAt: time('last_used_at'),
});

/** Encrypted face templates. */
export const faceTemplates = pgTable(
  'face_templates',
  {
    id: uuid('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => enrollments.userId, { onDelete: 'cascade' }),
    recognizer: text('recognizer').notNull(),
    version: smallint('version').notNull(),
    /** AES-256-GCM (see `crypto/templates.ts`): id of the key, nonce, ciphertext with its tag. */
    keyId: text('key_id').notNull(),
    nonce: bytes('nonce').notNull(),
    ciphertext: bytes('ciphertext').notNull(),
    createdAt: time('created_at').notNull(),
    /** The templates of one picture share it. Null: stored by an earlier version. */
    sampleId: uuid('sample_id'),
  },
  (table) => [
    index('face_templates_user').on(table.userId),
    index('face_templates_gallery').on(table.recognizer, table.userId),
    index('face_templates_sample').on(table.sampleId),
  ],
);
