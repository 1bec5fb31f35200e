/** Where the project is, and where the files are that run in a process or a thread of their own. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The nearest folder above this file with a package.json. The bundle lies deeper than the source. */
function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

export const projectRoot = findRoot();

/**
 * The file that starts a process or a thread: Bun runs the source, Node the bundle of `scripts/lib/ready.mjs`.
 * @param source its path in the project, without the ending.
 */
export function entryUrl(source: string): URL {
  return pathToFileURL(join(projectRoot, 'Bun' in globalThis ? `${source}.ts` : `dist/${source}.js`));
}
