/** Which test files there are. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './place.mjs';

function files(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

/** The files of ours that a file imports. */
function imports(path, text) {
  return [...text.matchAll(/'(\.{1,2}\/[^'\n]+)'/g)].map(([, name]) => join(dirname(path), name));
}

/** Which test files work on the database: they import `test/helpers/data/db.ts`, or a helper that does. */
function databaseUsers(tests) {
  const imported = new Map(
    [...tests, ...files('test/helpers')].map((path) => [path, imports(path, readFileSync(join(root, path), 'utf8'))]),
  );
  const found = new Set(['test/helpers/data/db.ts']);
  // A set that grows while it is gone through: the new ones have their turn, too.
  for (const used of found) {
    for (const [path, names] of imported) if (names.includes(used)) found.add(path);
  }
  return tests.filter((path) => found.has(path));
}

/** Test files of the project, as `./path`, so that Bun takes them for paths and not for patterns. */
export function suites() {
  const tests = [
    ...files('src'),
    ...files('lab'),
    ...files('templates'),
    ...files('static'),
    ...files('test'),
    ...files('scripts'),
  ].filter((path) => /\.test\.(tsx?|mjs)$/.test(path));
  const endToEnd = tests.filter((path) => path.startsWith('test/e2e/'));
  const faults = tests.filter((path) => path.startsWith('test/faults/'));
  const plain = tests.filter((path) => !endToEnd.includes(path) && !faults.includes(path));
  const dotted = (paths) => paths.map((path) => `./${path}`);
  return {
    plain: dotted(plain),
    database: dotted(databaseUsers(plain)),
    faults: dotted(faults),
    endToEnd: dotted(endToEnd),
  };
}
