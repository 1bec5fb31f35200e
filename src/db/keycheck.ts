/** Whether the stored templates and the template key belong together. */
import { count, ne } from 'drizzle-orm';
import type { Queryable } from './open.ts';
import { faceTemplates } from './schema.ts';

/**
 * Templates of other keys than this server's: they sign nobody in until their key is back.
 * @returns one entry a key, none where all is well.
 */
export async function templatesOfOtherKeys(
  db: Queryable,
  keyId: string,
): Promise<{ keyId: string; templates: number }[]> {
  return db
    .select({ keyId: faceTemplates.keyId, templates: count() })
    .from(faceTemplates)
    .where(ne(faceTemplates.keyId, keyId))
    .groupBy(faceTemplates.keyId);
}

/** The finding of `templatesOfOtherKeys` in one line for the operator; undefined where all is well. */
export async function keyProblem(db: Queryable, keyId: string): Promise<string | undefined> {
  const others = await templatesOfOtherKeys(db, keyId);
  if (others.length === 0) return undefined;
  const told = others.map((other) => `${other.templates} with key ${other.keyId}`).join(', ');
  return `Face templates are stored that this server cannot read: ${told}; its own key is ${keyId}. Restore that key (FACELOGIN_TEMPLATE_KEY or keys/template.key), or let those people enroll again.`;
}
