/** Checks that the template keys of this server open the stored templates. */
import { count } from 'drizzle-orm';
import type { TemplateKeys } from '../crypto/templates.ts';
import type { Queryable } from './open.ts';
import { faceTemplates } from './schema.ts';

/** Counts of stored templates by the id of their key. */
export async function templatesByKey(db: Queryable): Promise<Map<string, number>> {
  const rows = await db
    .select({ keyId: faceTemplates.keyId, templates: count() })
    .from(faceTemplates)
    .groupBy(faceTemplates.keyId)
    .orderBy(faceTemplates.keyId);
  return new Map(rows.map(({ keyId, templates }) => [keyId, templates]));
}

/**
 * Names the templates whose keys this server lacks, in one line for the operator; undefined where it has all keys.
 * These templates sign nobody in until their key is back: the account page asks the people to enroll again.
 */
export async function keyProblem(
  db: Queryable,
  keys: Pick<TemplateKeys, 'keyId' | 'keyIds'>,
): Promise<string | undefined> {
  const known = keys.keyIds();
  const others = [...(await templatesByKey(db))].filter(([keyId]) => !known.includes(keyId));
  if (others.length === 0) return undefined;
  const told = others.map(([keyId, templates]) => `${templates} with key ${keyId}`).join(', ');
  return `Face templates are stored that this server cannot read: ${told}; its own key is ${keys.keyId}. Put the file of that key into the folder of template keys (FACELOGIN_KEYS_DIR) and start again; without it those people are asked to enroll again.`;
}
