/** Removes old deliveries, and secrets that sign no more. */
import type { Database } from '../db/open.ts';
import { sweepDeliveries } from './deliveries.store.ts';
import { sweepSecrets } from './secrets.store.ts';

export async function sweepWebhooks(db: Database, now: Date): Promise<void> {
  await sweepDeliveries(db, now);
  await sweepSecrets(db, now);
}
