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

const textOf = (path) => readFileSync(join(root, path), 'utf8');

/** The files of ours that a file imports. */
function imports(path, text) {
  return [...text.matchAll(/'(\.{1,2}\/[^'\n]+)'/g)].map(([, name]) => join(dirname(path), name));
}

/**
 * What a test file states in its header where PostgreSQL would tell nothing new about it: what it tests comes
 * before any statement, or it has a database of its own. Then it runs on PGlite alone; whoever says nothing runs on both.
 */
const ALONE = /^(?:\/\*\*| \*).*\bOn PGlite alone: \S/m;

/** What a test file calls that works on pictures of people: minutes of the processor, little else. */
const PICTURES = /\b(testData|findClips)\(/;

/** Which test files work on the database: they import `test/helpers/data/db.ts`, or a helper that does. */
function databaseUsers(tests) {
  const imported = new Map([...tests, ...files('test/helpers')].map((path) => [path, imports(path, textOf(path))]));
  const found = new Set(['test/helpers/data/db.ts']);
  // A set that grows while it is gone through: the new ones have their turn, too.
  for (const used of found) {
    for (const [path, names] of imported) if (names.includes(used)) found.add(path);
  }
  return tests.filter((path) => found.has(path));
}

/** Test files of the project, as `./path`, so that Bun takes them for paths and not for patterns. */
export function suites() {
  const tests = ['src', 'lab', 'templates', 'static', 'test', 'scripts']
    .flatMap(files)
    .filter((path) => /\.test\.(tsx?|mjs)$/.test(path));
  const isWhole = (path) => path.startsWith('test/e2e/') || path.startsWith('test/faults/');
  const isSlow = (path) => isWhole(path) || PICTURES.test(textOf(path));
  // The slow ones run on PostgreSQL alone, where there is one.
  const onEach = databaseUsers(tests.filter((path) => !isSlow(path)));
  const dotted = (paths) => paths.map((path) => `./${path}`);
  return {
    units: dotted(tests.filter((path) => !isSlow(path))),
    database: dotted(onEach.filter((path) => !ALONE.test(textOf(path)))),
    slow: dotted(tests.filter(isSlow)),
  };
}
