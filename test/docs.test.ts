/** What the documents say of the code has to be so. */
import { describe, expect, test } from 'bun:test';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { commands } from '../src/cli/commands.ts';
import { settingsTable } from '../src/config.ts';

const root = resolve(import.meta.dir, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const documents = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe('the documents', () => {
  test('the README has the table of settings that the code prints', () => {
    expect(read('README.md')).toContain(settingsTable());
  });

  test('commands that the documents name exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const path of documents) {
      for (const [, name] of read(path).matchAll(/npm run ([a-z][\w:]*)/g))
        expect(Object.keys(scripts)).toContain(name!);
      for (const [, name] of read(path).matchAll(/npm run facelogin -- ([a-z]+)/g)) {
        expect([...Object.keys(commands), 'help']).toContain(name!);
      }
    }
  });

  test.each(documents)('every link of %s to a file of the project leads somewhere', (path) => {
    const links = [...read(path).matchAll(/\]\(([^)#]+)(#[^)]*)?\)/g)].map(([, target]) => target!);
    const local = links.filter((target) => !/^[a-z]+:/.test(target));
    expect(local.filter((target) => !existsSync(join(root, dirname(path), target)))).toEqual([]);
  });
});
