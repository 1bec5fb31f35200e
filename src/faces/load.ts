/** Decrypts stored templates for the gallery in the workers' memory. */
import type { TemplateKeys } from '../crypto/templates.ts';
import type { Deps } from '../deps.ts';
import type { Logger } from '../log.ts';
import type { GalleryTemplate } from '../vision/protocol.ts';
import type { RecognizerId } from '../vision/recognizers/recognizer.ts';
import { type ComparedRow, readInBatches, readTemplates } from './templates.store.ts';

/** Decrypts a stored template. @throws if another key sealed it, or somebody moved the row by hand. */
export function decryptTemplate(row: ComparedRow, keys: TemplateKeys): GalleryTemplate {
  const recognizer = row.recognizer as RecognizerId;
  const context = { userId: row.userId, templateId: row.id, recognizer, version: row.version };
  const bytes = keys.open(context, row);
  const { id: templateId, userId, version } = row;
  return { templateId, userId, recognizer, version, bytes, ...(row.subject && { subject: true }) };
}

/** Decrypts rows and counts those that it cannot decrypt (another key, a row moved by hand). */
function decryptAll(rows: readonly ComparedRow[], keys: TemplateKeys) {
  const templates: GalleryTemplate[] = [];
  let unreadable = 0;
  for (const row of rows) {
    try {
      templates.push(decryptTemplate(row, keys));
    } catch {
      unreadable++;
    }
  }
  return { templates, unreadable };
}

/**
 * Decrypts every template of one recognizer, in batches that split nobody's. It leaves out what it cannot decrypt and
 * logs the number: the others still sign in.
 */
export async function* loadGallery(deps: {
  db: Deps['db'];
  keys: TemplateKeys;
  log: Logger;
  recognizer: RecognizerId;
}): AsyncGenerator<GalleryTemplate[]> {
  let left = 0;
  for await (const rows of readInBatches(deps.db, deps.recognizer)) {
    const { templates, unreadable } = decryptAll(rows, deps.keys);
    left += unreadable;
    yield templates;
  }
  if (left > 0) {
    deps.log.error('Some face templates cannot be decrypted with this key: is it the key they were stored with?', {
      unreadable: left,
    });
  }
}

/** The templates by which one person may be found: none for a disabled account or without an enrollment. */
export async function loadPerson(
  { db, keys, config }: Pick<Deps, 'db' | 'keys' | 'config'>,
  userId: string,
): Promise<GalleryTemplate[]> {
  const rows = await readTemplates(db, userId);
  const deciding = rows.filter(({ recognizer }) => recognizer === config.recognizer);
  return decryptAll(deciding, keys).templates;
}
