/** Error rates of the enrolled people: from the running server where there is one, else from the opened database. */
import { onDatabase } from '../../../src/cli/data.ts';
import type { Config } from '../../../src/config.ts';
import { consoleLog } from '../../../src/log.ts';
import { askServer } from '../../../src/server/ask.ts';
import { evaluateEnrolled } from '../../../src/server/bootstrap.ts';
import type { GalleryResult } from '../../../src/vision/gallery/measure.ts';
import { livenessPolicy } from '../../../src/vision/liveness/rule.ts';

/**
 * Evaluates everybody who is enrolled. Templates stay in the process that evaluates: the server's, or this one.
 * @throws {Error} in one line: the database or the key cannot be opened, or the server cannot do it.
 */
export async function askGallery(config: Config): Promise<GalleryResult> {
  const answer = await askServer<GalleryResult>(config, 'evaluate');
  if (answer !== undefined) return answer;
  return onDatabase(config, async (deps) => {
    const { db, keys } = deps;
    return evaluateEnrolled({
      config: deps.config,
      liveness: await livenessPolicy(deps.config),
      db,
      keys,
      log: consoleLog,
    });
  });
}
