/** Checks how files are written, whatever they do. */
import { describe, expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectRoot as root } from './helpers/root.ts';
import { ours, readSources } from './helpers/sources.ts';

const sources = readSources('src', 'templates', 'lab').filter(({ path }) => !/\.test\.tsx?$/.test(path));

describe('how code is written', () => {
  const product = sources.filter(({ path }) => path.startsWith('src/'));

  test('no file grows beyond 250 lines', () => {
    // Catalogues and settings are lists. Pieces of a list would be harder to read.
    const LISTS = ['src/settings.ts'];
    const lists = (path: string) => path.startsWith('src/i18n/') || LISTS.includes(path);
    const long = readSources('src', 'templates', 'lab', 'test', 'scripts').filter(
      ({ text, path }) => text.split('\n').length > 251 && !lists(path),
    );
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  test('no part of a style sheet grows beyond 150 lines', () => {
    const styles = join(root, 'static', 'styles');
    const parts = readdirSync(styles, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const long = parts.filter(
      ({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8').split('\n').length > 151,
    );
    expect(parts.length).toBeGreaterThan(20);
    expect(long.map(({ name }) => name)).toEqual([]);
  });

  test('only errors and waits are classes', () => {
    const classes = product.filter(({ text }) => /^\s*(export )?(abstract )?class (?!\w+ extends Error)/m.test(text));
    // `instanceof` tells a wait from a result.
    expect(classes.map(({ path }) => path).filter((path) => path !== 'src/http/wait.ts')).toEqual([]);
  });

  test('nothing is removed by a path that climbs: with an empty beginning it would lead out of the project', () => {
    const climbing = readSources('src', 'templates', 'lab', 'test', 'scripts').filter(({ text }) =>
      /\brm(Sync)?\([^\n;]*['"/]\.\.['"/]/.test(text),
    );
    expect(climbing.map(({ path }) => path)).toEqual([]);
  });

  test('a test that adds accounts empties the database first: test files share it', () => {
    const all = readSources('src', 'lab', 'test');
    const emptying = new Set(all.filter(({ text }) => text.includes('truncateAll()')).map(({ path }) => path));
    const adding = all.filter(({ path, text }) => path.endsWith('.test.ts') && /\b(addUser|insert)\(/.test(text));
    const full = adding.filter((file) => {
      const ownDatabase = !/\b(testDeps|testDb)\(/.test(file.text) || file.text.includes('openDatabase(');
      return (
        !ownDatabase && ![file.path, ...file.imports.map((name) => ours(file, name))].some((p) => emptying.has(p!))
      );
    });
    expect(adding.length).toBeGreaterThan(20);
    expect(full.map(({ path }) => path)).toEqual([]);
  });

  test('no folder has more than twenty files', () => {
    const count: Record<string, number> = {};
    for (const top of ['src', 'lab', 'templates', 'test']) {
      for (const entry of readdirSync(join(root, top), { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const folder = relative(root, entry.parentPath);
        count[folder] = (count[folder] ?? 0) + 1;
      }
    }
    const full = Object.entries(count).filter(([, files]) => files > 20);
    expect(full.map(([folder, files]) => `${folder}: ${files}`)).toEqual([]);
  });

  test('modules keep no variable state', () => {
    const stateful = product.filter(({ text }) => /^(export )?(let|var) /m.test(text));
    // The whole process counts the password hashes that run at the same time, and a worker thread has one pulse.
    const may = ['src/crypto/passwords.ts', 'src/vision/workers/life/pulse.ts'];
    expect(stateful.map(({ path }) => path).filter((path) => !may.includes(path))).toEqual([]);
  });

  test('every word of a page is in the catalogues', () => {
    const said = />[^<>{}=();]*\p{L}{3}[^<>{}=();]*<\/[a-z]|\s(title|alt|placeholder|aria-label)="[^"]*\p{L}/iu;
    expect(
      sources.filter(({ path, text }) => path.endsWith('.tsx') && said.test(text)).map(({ path }) => path),
    ).toEqual([]);
  });

  test('every package has an exact version', () => {
    const { dependencies, optionalDependencies, devDependencies } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    ) as Record<string, Record<string, string>>;
    const versions = Object.entries({ ...dependencies, ...optionalDependencies, ...devDependencies });
    expect(versions.filter(([, version]) => !/^(npm:[\w@/-]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  test('no model, font, clip or archive lies in the project', () => {
    const folders = ['src', 'lab', 'templates', 'static', 'scripts', 'test', 'docs', 'deploy', 'drizzle'];
    const names = folders.flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }));
    const foreign = /\.(onnx|tflite|pb|pt|h5|bin|ttf|otf|woff2?|mp4|webm|mjpeg|zip|gz|tgz|npz|npy)$/i;
    expect(names.filter((name) => foreign.test(name))).toEqual([]);
  });
});
