/** From encrypted rows to the gallery in the worker's memory. */
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

/**
 * Every template of one recognizer, decrypted, in batches that split nobody. One that cannot be decrypted (another
 * key, a row moved by hand) is left out and counted in the log: the others still sign in.
 */
export async function* loadGallery(deps: {
  db: Deps['db'];
  keys: TemplateKeys;
  log: Logger;
  recognizer: RecognizerId;
}): AsyncGenerator<GalleryTemplate[]> {
  let unreadable = 0;
  for await (const rows of readInBatches(deps.db, deps.recognizer)) {
    const templates: GalleryTemplate[] = [];
    for (const row of rows) {
      try {
        templates.push(decryptTemplate(row, deps.keys));
      } catch {
        unreadable++;
      }
    }
    yield templates;
  }
  if (unreadable > 0) {
    deps.log.error('Some face templates cannot be decrypted with this key: is it the key they were stored with?', {
      unreadable,
    });
  }
}

/**
 * Brings the gallery in line with what is stored of one person. Reads the rows again after the commit and asks for
 * one person at a time in order, so that of two changes at once the last stored one stays.
 */
export function createGallerySync(
  deps: Pick<Deps, 'db' | 'keys' | 'vision' | 'config'>,
): (userId: string) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return (userId) => {
    const sync = async () => {
      const rows = await readTemplates(deps.db, userId);
      const deciding = rows.filter(({ recognizer }) => recognizer === deps.config.recognizer);
      await deps.vision.putUser(
        userId,
        deciding.map((row) => decryptTemplate(row, deps.keys)),
      );
    };
    const next = last.then(sync, sync);
    last = next;
    return next;
  };
}
