/** Webhooks as they look after some days: deliveries that arrived, that wait, and that came to nothing. */
import { randomUUID } from 'node:crypto';
import { templateKeys } from '../../../src/crypto/templates.ts';
import { webhookDeliveries, webhooks } from '../../../src/db/schema.ts';
import type { Deps } from '../../../src/deps.ts';
import { WEBHOOK_TYPES } from '../../../src/events/webhook-types.ts';
import { giveSecret } from '../../../src/webhooks/secrets.ts';

type Row = typeof webhookDeliveries.$inferInsert;
const [MINUTE, HOUR] = [60_000, 3_600_000];

/** How a delivery of each event type ended, over and over. */
const ENDS: Partial<Row>[] = [
  { delivered: true, status: 204, lastMs: 38, answer: '' },
  { delivered: true, status: 200, lastMs: 1240, answer: '{"ok":true}', attempts: 3 },
  { status: 500, lastMs: 95, answer: 'Internal Server Error', attempts: 8 },
  { error: 'timeout', lastMs: 15_000, attempts: 4 },
  { error: 'certificate', lastMs: 61, answer: 'CERT_HAS_EXPIRED', attempts: 8 },
];

/** @param key of the server that reads them, 64 hexadecimal digits. */
export async function fillWebhooks(db: Deps['db'], key: string, now: Date): Promise<void> {
  const before = (milliseconds: number) => new Date(now.getTime() - milliseconds);
  // The test adds people itself.
  const events = WEBHOOK_TYPES.filter((type) => type !== 'person.created');
  const made = { createdAt: before(72 * HOUR), events };
  const [doors, hr] = await db
    .insert(webhooks)
    .values([
      { ...made, name: 'Doors', url: 'https://doors.example.org/facelogin/events?site=north-entrance' },
      { ...made, name: 'HR', url: 'https://hr.example.org/hook', events: ['person.deleted'], enabled: false },
    ])
    .returning();
  const keys = templateKeys(Buffer.from(key, 'hex'));
  for (const at of [72, 1]) await giveSecret(db, keys, { webhookId: doors!.id, now: before(at * HOUR) });
  await giveSecret(db, keys, { webhookId: hr!.id, now });
  const rows = WEBHOOK_TYPES.flatMap((type, index): Row[] => {
    const at = before((index + 1) * 47 * MINUTE);
    const person = { id: randomUUID(), name: `person${index}`, displayName: `Person ${index}` };
    const row = { webhookId: doors!.id, type, at, giveUpAt: now, data: { event: randomUUID(), person } };
    const end = ENDS[index % ENDS.length]!;
    // The server of the test tries nothing: the next try is far away.
    const nextAt = end.error === 'timeout' ? new Date(now.getTime() + 5 * HOUR) : null;
    const giveUpAt = new Date(now.getTime() + 20 * HOUR);
    return [{ ...row, attempts: 1, ...end, nextAt, giveUpAt, lastAt: before((index + 1) * 46 * MINUTE) }];
  });
  await db.insert(webhookDeliveries).values(rows);
}
