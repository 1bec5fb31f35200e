/** Which test files there are. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './place.mjs';

function files(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

/** Whether a test file works on the database: it imports `test/helpers/db.ts`, or a helper that does. */
function databaseUsers(tests) {
  const source = new Map(
    [...tests, ...files('test/helpers')].map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  );
  const found = new Set(['test/helpers/db.ts']);
  for (let before = 0; before < found.size; ) {
    before = found.size;
    const names = [...found]
      .filter((path) => path.startsWith('test/helpers/'))
      .map((path) => path.slice('test/'.length));
    for (const [path, text] of source) {
      const imports = names.some(
        (name) => text.includes(`/${name}'`) || text.includes(`'./${name.slice('helpers/'.length)}'`),
      );
      if (imports) found.add(path);
    }
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
