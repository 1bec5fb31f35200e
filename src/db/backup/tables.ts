/** Which tables a backup holds, and in which order. */
import { is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import * as schema from '../schema.ts';

/**
 * Tables whose rows last minutes, sign somebody in or wait to be sent: a restored backup must not bring back a session
 * that has ended since, nor send an event again.
 */
const LEFT_OUT: PgTable[] = [
  schema.sessions,
  schema.reauthentications,
  schema.pendingSignIns,
  schema.passkeyChallenges,
  schema.passwordResets,
  schema.oidcRecords,
  schema.apiAnswers,
  schema.webhookDeliveries,
];

function refersTo(table: PgTable): PgTable[] {
  const targets = getTableConfig(table).foreignKeys.map((key) => key.reference().foreignTable);
  return targets.filter((target) => target !== table);
}

/** Whether a backup leaves a table out: it is in the list, or refers to a table that is. */
function isLeftOut(table: PgTable): boolean {
  return LEFT_OUT.includes(table) || refersTo(table).some(isLeftOut);
}

/** Every table of a backup, each behind the tables that it refers to. */
export function backupTables(): PgTable[] {
  const tables = (Object.values(schema) as unknown[]).filter((value): value is PgTable => is(value, PgTable));
  const ordered: PgTable[] = [];
  const visit = (table: PgTable) => {
    if (ordered.includes(table)) return;
    refersTo(table).forEach(visit);
    ordered.push(table);
  };
  for (const table of tables) if (!isLeftOut(table)) visit(table);
  return ordered;
}

/** Names of a table's columns. */
export function columnsOf(table: PgTable): string[] {
  return getTableConfig(table).columns.map(({ name }) => name);
}
