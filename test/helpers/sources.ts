/** The project's own files, for tests of how they are built. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { projectRoot as root } from './root.ts';

export type Source = { path: string; text: string; imports: string[] };

/** Every module that a source imports, types included: those tie rooms together, too. */
function importsOf(text: string): string[] {
  const names = text.matchAll(
    /^\s*(?:import|export)\b[^'"`;]*?from\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|^\s*import\s*'([^']+)'/gm,
  );
  return [...names].map(([, from, dynamic, bare]) => (from ?? dynamic ?? bare) as string);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, '')).replace(/(^|\s)\/\/.*$/gm, '$1');
}

/** Every TypeScript file below the folders, without its comments. */
export function readSources(...folders: string[]): Source[] {
  return folders.flatMap(read);
}

function read(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const text = withoutComments(readFileSync(file, 'utf8'));
      return { path: relative(root, file), text, imports: importsOf(text) };
    });
}

/** The path of our own file that an import names. Undefined for a package or a built-in. */
export function ours(from: Source, name: string): string | undefined {
  return name.startsWith('.') ? relative(root, resolve(root, dirname(from.path), name)) : undefined;
}
