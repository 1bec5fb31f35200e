/**
 * A separate process that replaces one person's face again and again, as an enrollment does, and prints the number of
 * each generation after its commit. A test kills it.
 */
import { onDatabase } from '../../../src/cli/data.ts';
import { loadConfig } from '../../../src/config.ts';
import { enrollFace } from './faces.ts';

export const TEMPLATES = 5;
/** The seeds of a generation's templates. */
export const seedsOf = (generation: number) => Array.from({ length: TEMPLATES }, (_, i) => generation * 10 + i);

if (import.meta.main) {
  const [userId = '', from = '1'] = process.argv.slice(2);
  await onDatabase(loadConfig(), async (deps) => {
    for (let generation = Number(from); ; generation++) {
      await enrollFace(deps, userId, ...seedsOf(generation));
      process.stdout.write(`${generation}\n`);
    }
  });
}
