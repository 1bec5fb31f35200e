/** From encrypted rows to templates for the gallery in the workers' memory. */
import type { TemplateKeys } from '../crypto/templates.ts';
import type { Deps } from '../deps.ts';
import type { Logger } from '../log.ts';
import type { GalleryTemplate } from '../vision/protocol.ts';
import type { RecognizerId } from '../vision/recognizers/recognizer.ts';
import { readInBatches, readTemplates, type TemplateRow } from './templates.store.ts';

/** A stored template, decrypted. @throws when the key is another one, or the row was moved by hand. */
export function decryptTemplate(row: TemplateRow, keys: TemplateKeys): GalleryTemplate {
  const recognizer = row.recognizer as RecognizerId;
  const context = { userId: row.userId, templateId: row.id, recognizer, version: row.version };
  const bytes = keys.open(context, row);
  return { templateId: row.id, userId: row.userId, recognizer, version: row.version, bytes };
}

/** What can be decrypted of some rows, and how many cannot (another key, a row moved by hand). */
function decryptAll(rows: readonly TemplateRow[], keys: TemplateKeys) {
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
 * Every template of one recognizer, decrypted, in batches that split nobody. One that cannot be decrypted is left out
 * and counted in the log: the others still sign in.
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

/** The templates by which one person may be found now: none for a disabled account, or where nothing is enrolled. */
export async function loadPerson(
  { db, keys, config }: Pick<Deps, 'db' | 'keys' | 'config'>,
  userId: string,
): Promise<GalleryTemplate[]> {
  const rows = await readTemplates(db, userId);
  const deciding = rows.filter(({ recognizer }) => recognizer === config.recognizer);
  return decryptAll(deciding, keys).templates;
}
