/**
 * A separate process that replaces one person's face again and again, as an enrollment does. It prints the templates
 * that it finds, and then the number of each generation after its commit. A test kills it.
 */
import { onDatabase } from '../../../src/cli/data.ts';
import { loadConfig } from '../../../src/config.ts';
import { decryptTemplate } from '../../../src/faces/load.ts';
import { readTemplates } from '../../../src/faces/templates.store.ts';
import type { DataDeps } from '../../../src/server/commands.ts';
import { enrollFace } from './faces.ts';

export const TEMPLATES = 5;
/** The seeds of a generation's templates. */
export const seedsOf = (generation: number) => Array.from({ length: TEMPLATES }, (_, i) => generation * 10 + i);

/** The templates of a person, in hex. */
export async function storedOf(userId: string, { db, keys }: Pick<DataDeps, 'db' | 'keys'>): Promise<string[]> {
  const rows = await readTemplates(db, userId);
  return rows.map((row) => Buffer.from(decryptTemplate(row, keys).bytes).toString('hex')).sort();
}

if (import.meta.main) {
  const [userId = '', from = '1'] = process.argv.slice(2);
  await onDatabase(loadConfig(), async (deps) => {
    process.stdout.write(`${await storedOf(userId, deps)}\n`);
    for (let generation = Number(from); ; generation++) {
      await enrollFace(deps, userId, ...seedsOf(generation));
      process.stdout.write(`${generation}\n`);
    }
  });
}
