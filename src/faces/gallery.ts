/** From encrypted rows to the gallery in the workers' memory. */
import type { TemplateKeys } from '../crypto/templates.ts';
import type { Deps } from '../deps.ts';
import type { Logger } from '../log.ts';
import type { GalleryTemplate } from '../vision/protocol.ts';
import type { RecognizerId } from '../vision/recognizers/recognizer.ts';
import { readInBatches, readTemplates, storedIds, type TemplateRow } from './templates.store.ts';

type SyncDeps = Pick<Deps, 'db' | 'keys' | 'vision' | 'config'>;

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

/**
 * Brings the gallery in line with what is stored of one person. Reads the rows again after the commit and asks for
 * one person at a time in order, so that of two changes at once the last stored one stays.
 */
export function createGallerySync(deps: SyncDeps): (userId: string) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return (userId) => {
    const sync = async () => {
      const rows = await readTemplates(deps.db, userId);
      const deciding = rows.filter(({ recognizer }) => recognizer === deps.config.recognizer);
      await deps.vision.putUser(userId, decryptAll(deciding, deps.keys).templates);
    };
    const next = last.then(sync, sync);
    last = next;
    return next;
  };
}

/**
 * Brings the whole gallery in line with what is stored: compares who is in it, and of which templates, and syncs the
 * people who differ, in any of the workers. A change that is committed meanwhile is the matter of its own notification,
 * one that a worker misses which is still reading that of the comparison when it is ready.
 * @param sync of one person, from `createGallerySync`.
 * @returns how many people differed.
 */
export async function resyncGallery(deps: SyncDeps, sync: (userId: string) => Promise<void>): Promise<number> {
  const held = await deps.vision.held();
  const { recognizer } = deps.config;
  const stored = await storedIds(deps.db, { recognizer, keyIds: deps.keys.keyIds() });
  const differing = [...stored].filter(([userId, ids]) => held.get(userId) !== ids).map(([userId]) => userId);
  const gone = [...held.keys()].filter((userId) => !stored.has(userId));
  for (const userId of [...differing, ...gone]) await sync(userId);
  return differing.length + gone.length;
}
