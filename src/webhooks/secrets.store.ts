/** Rows of the secrets that sign deliveries. Their contents are sealed. */
import { and, desc, eq, gt, isNotNull, isNull, lt, or } from 'drizzle-orm';
import type { SealedTemplate } from '../crypto/templates.ts';
import type { Queryable } from '../db/open.ts';
import { webhookSecrets } from '../db/schema.ts';

export type SecretRow = typeof webhookSecrets.$inferSelect;
export type NewSecret = Pick<SecretRow, 'id' | 'webhookId' | 'createdAt'> & SealedTemplate;

/** The secrets that sign now, the newest first. */
export function secretsOf(db: Queryable, webhookId: string, now: Date): Promise<SecretRow[]> {
  const { retiresAt } = webhookSecrets;
  return db
    .select()
    .from(webhookSecrets)
    .where(and(eq(webhookSecrets.webhookId, webhookId), or(isNull(retiresAt), gt(retiresAt, now))))
    .orderBy(desc(webhookSecrets.createdAt), desc(isNull(retiresAt)));
}

/** Adds a secret. The one that signs retires then; one that was retiring goes, so that there are two at most. */
export async function replaceSecret(tx: Queryable, secret: NewSecret, retiresAt: Date): Promise<void> {
  await dropFormer(tx, secret.webhookId);
  await tx.update(webhookSecrets).set({ retiresAt }).where(eq(webhookSecrets.webhookId, secret.webhookId));
  await tx.insert(webhookSecrets).values(secret);
}

/** Removes the former secret at once. @returns whether there was one. */
export async function dropFormer(tx: Queryable, webhookId: string): Promise<boolean> {
  const former = and(eq(webhookSecrets.webhookId, webhookId), isNotNull(webhookSecrets.retiresAt));
  return (await tx.delete(webhookSecrets).where(former).returning()).length > 0;
}

export function allSecrets(db: Queryable): Promise<SecretRow[]> {
  return db.select().from(webhookSecrets);
}

/** Seals a secret anew. */
export async function resealSecretRow(tx: Queryable, id: string, sealed: SealedTemplate): Promise<void> {
  await tx.update(webhookSecrets).set(sealed).where(eq(webhookSecrets.id, id));
}

export async function sweepSecrets(db: Queryable, now: Date): Promise<void> {
  await db.delete(webhookSecrets).where(lt(webhookSecrets.retiresAt, now));
}
