/** The enrolled people's error rates: from the running server where there is one, else from the opened database. */
import { evaluateEnrolled } from '../bootstrap.ts';
import type { Config } from '../config.ts';
import { askServer } from '../control/socket.ts';
import { loadTemplateKeys } from '../crypto/templates.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { openDatabase } from '../db/open.ts';
import { consoleLog } from '../log.ts';
import type { GalleryResult } from '../vision/calibration/evaluate.gallery.ts';
import { projectRoot } from './place.ts';

/**
 * Evaluates everybody who is enrolled. Templates leave neither the server's process nor this one.
 * @throws {Error} in one line: the database or the key cannot be opened, or the server could not do it.
 */
export async function askGallery(config: Config): Promise<GalleryResult> {
  const answer = await askServer<GalleryResult>(config, 'evaluate');
  if (answer !== undefined) return answer;
  const { db, close, kind } = await openDatabase(config, consoleLog);
  try {
    await migrateDatabase(db, { kind, root: projectRoot, config });
    return await evaluateEnrolled({ config, db, keys: loadTemplateKeys(config), log: consoleLog });
  } finally {
    await close();
  }
}
