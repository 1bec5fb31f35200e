/** Removes what no application can use any more. */
import type { Queryable } from '../db/open.ts';
import { sweepKeys } from './provider/keys.store.ts';
import { sweepRecords } from './provider/records.store.ts';

export async function sweepOidc(db: Queryable, now: Date): Promise<void> {
  await sweepRecords(db, now);
  await sweepKeys(db, now);
}
