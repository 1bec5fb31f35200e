/** Checks what the documents say about the code. */
import { describe, expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { laboratory } from '../lab/commands.ts';
import { commands } from '../src/cli/commands.ts';
import { settings, settingsTable } from '../src/settings.ts';

const root = resolve(import.meta.dir, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const documents = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe('the documents', () => {
  test('the page of settings has the table that the code prints', () => {
    expect(read('docs/settings.md')).toContain(settingsTable());
  });

  test('a setting is described in 160 characters at most', () => {
    const long = Object.values(settings).filter(({ doc }) => doc.length > 160);
    expect(long.map(({ env }) => env)).toEqual([]);
  });

  test('every command that the documents name exists', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const path of documents) {
      for (const [, name] of read(path).matchAll(/npm run ([a-z][\w:]*)/g))
        expect(Object.keys(scripts)).toContain(name!);
      for (const [, name] of read(path).matchAll(/npm run facelogin -- ([a-z]+)/g)) {
        expect([...Object.keys(commands), ...Object.keys(laboratory), 'help']).toContain(name!);
      }
    }
  });

  test.each(documents)('every link of %s to a file of the project leads somewhere', (path) => {
    const links = [...read(path).matchAll(/\]\(([^)#]+)(#[^)]*)?\)/g)].map(([, target]) => target!);
    const local = links.filter((target) => !/^[a-z]+:/.test(target));
    expect(local.filter((target) => !existsSync(join(root, dirname(path), target)))).toEqual([]);
  });

  test.each(documents)('every source file that %s names exists', (path) => {
    const named = [...read(path).matchAll(/`([\w./-]+\/[\w.-]+\.(?:tsx?|mjs|js|json))`/g)].map(([, name]) => name!);
    // A page may leave out `src/`.
    const found = (name: string) => [name, `src/${name}`].some((file) => existsSync(join(root, file)));
    expect(named.filter((name) => !found(name))).toEqual([]);
  });

  test.each(documents)('%s spells enrollment with two l', (path) => {
    expect(read(path).match(/\benrol(?!l)\w*/gi) ?? []).toEqual([]);
  });

  test('decisions are numbered without a gap, in their names and their titles', () => {
    const decisions = documents.filter((path) => path.startsWith('docs/adr/')).sort();
    const numbers = decisions.map((path) => Number(path.slice('docs/adr/'.length).split('-')[0]));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    for (const [index, path] of decisions.entries()) expect(read(path)).toStartWith(`# ${index + 1}. `);
  });
});

test('the last commit message is a conventional one', () => {
  const { stdout } = spawnSync('git', ['log', '-1', '--no-merges', '--format=%s'], { cwd: root, encoding: 'utf8' });
  // Without git, or without the history, there is nothing to check.
  const subject = stdout?.trim() || 'chore: nothing';
  expect(subject).toMatch(/^(build|chore|ci|docs|feat|fix|perf|refactor|revert|style|test)(\([\w., /-]+\))?!?: /);
});

describe('the ASVS table', () => {
  type Line = { number: string; level: string; state: string; shown: string };
  const lines: Line[] = [
    ...read('docs/asvs.md').matchAll(/^\| (\d+\.\d+\.\d+) \| (\d) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$/gm),
  ].map(([, number, level, state, shown]) => ({ number: number!, level: level!, state: state!, shown: shown! }));
  const of = (level: string) => lines.filter((line) => line.level === level);

  test('has every requirement of both levels once: 70 and 183 in version 5.0.0', () => {
    expect(new Set(lines.map(({ number }) => number)).size).toBe(lines.length);
    expect([of('1').length, of('2').length]).toEqual([70, 183]);
  });

  test('leaves nothing of level 1 open, and gives a reason on every line', () => {
    expect(of('1').filter(({ state }) => state === 'open')).toEqual([]);
    expect(lines.filter(({ state }) => !['met', 'n/a', 'open'].includes(state))).toEqual([]);
    expect(lines.filter(({ shown }) => shown.trim().length < 7)).toEqual([]);
  });

  test('names only files that exist', () => {
    const paths = lines.flatMap(({ shown }) =>
      [...shown.matchAll(/`((?:src|test|templates|static|scripts)\/[^`]+)`/g)].map(([, path]) => path!),
    );
    expect(paths.length).toBeGreaterThan(150);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('has the right totals', () => {
    for (const level of ['1', '2']) {
      const count = (state: string) => of(level).filter((line) => line.state === state).length;
      const [met, not, open] = [count('met'), count('n/a'), count('open')];
      expect(read('docs/asvs.md')).toContain(`| ${level} | ${of(level).length} | ${met} | ${not} | ${open} |`);
    }
  });
});
