/** Keeps every line in its room: the directions of imports, and what only some files may use. */
import { describe, expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dir, '..');

type Source = { path: string; text: string; imports: string[] };

/** Every module that a source names, also where only types are imported: those tie rooms together, too. */
function importsOf(text: string): string[] {
  const names = text.matchAll(
    /^\s*(?:import|export)\b[^'"`;]*?from\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|^\s*import\s*'([^']+)'/gm,
  );
  return [...names].map(([, from, dynamic, bare]) => (from ?? dynamic ?? bare) as string);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, '')).replace(/(^|\s)\/\/.*$/gm, '$1');
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

const all = [...read('src'), ...read('templates')];
const sources = all.filter(({ path }) => !/\.test\.tsx?$/.test(path));

/** The path of one of our own files that an import names, or undefined for a package or a built-in. */
function ours(from: Source, name: string): string | undefined {
  return name.startsWith('.') ? relative(root, resolve(root, dirname(from.path), name)) : undefined;
}

/** Rooms of single files in src/, by what they may import. */
const ENTRIES = [
  ...['src/main.ts', 'src/main.node.ts', 'src/cli.ts', 'src/serve.ts', 'src/deps.ts'],
  ...['src/housekeeping.ts', 'src/commands.ts'],
];

function roomOf(path: string): string {
  if (ENTRIES.includes(path) || path.startsWith('src/cli/')) return 'entries';
  const [top, second] = path.split('/') as [string, string];
  return top === 'templates' ? 'templates' : second.replace(/\.tsx?$/, '');
}

const FEATURES = ['accounts', 'admin', 'enrollment', 'home', 'login', 'passkeys', 'privacy', 'selftest'];
const BASE = ['config', 'log', 'exit', 'metrics'];
const LOWER = ['auth', 'doctor', 'http', 'db', 'vision', 'biometrics', 'crypto', 'templates', 'i18n', 'deps'];
const FEATURE_MAY = [...BASE, ...LOWER];

/** Room -> the rooms that it may import besides itself. `deps` is src/deps.ts: types that every upper room is given. */
const MAY: Record<string, string[]> = {
  ...Object.fromEntries(FEATURES.map((feature) => [feature, FEATURE_MAY])),
  app: [...FEATURES, 'auth', 'db', 'metrics', 'http', 'config', 'deps', 'vision', 'log'],
  auth: [...BASE, 'http', 'db', 'crypto', 'i18n', 'deps'],
  http: [...BASE, 'templates', 'biometrics', 'i18n', 'deps'],
  templates: ['i18n', 'biometrics'],
  doctor: [...BASE, 'crypto', 'i18n', 'vision', 'biometrics'],
  control: BASE,
  db: [...BASE, 'crypto'],
  crypto: BASE,
  i18n: [],
  config: [],
  log: [],
  exit: [],
  metrics: [],
  vision: ['biometrics', 'log'],
  biometrics: [],
};

function targetRoom(path: string): string {
  return path === 'src/deps.ts' ? 'deps' : roomOf(path);
}

describe('imports only point down', () => {
  test('every room is in the table', () => {
    const rooms = new Set(sources.map(({ path }) => roomOf(path)));
    const known = ['entries', 'bootstrap', ...Object.keys(MAY)];
    expect([...rooms].filter((room) => !known.includes(room))).toEqual([]);
  });

  for (const [room, may] of Object.entries(MAY)) {
    test(`${room} imports only ${may.length === 0 ? 'itself' : may.join(', ')}`, () => {
      const wrong = sources
        .filter(({ path }) => roomOf(path) === room)
        .flatMap((source) =>
          source.imports
            .map((name) => ours(source, name))
            .filter((path) => path?.startsWith('src/') || path?.startsWith('templates/'))
            .filter((path) => ![room, ...may].includes(targetRoom(path!)))
            .map((path) => `${source.path} imports ${path}`),
        );
      expect(wrong).toEqual([]);
    });
  }

  test('nothing but an entry imports an entry', () => {
    const mains = ['src/main.ts', 'src/main.node.ts', 'src/cli.ts', 'src/serve.ts'];
    const wrong = sources
      .filter(({ path }) => roomOf(path) !== 'entries')
      .filter((source) => source.imports.some((name) => mains.includes(ours(source, name) ?? '')));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('biometrics is pure: no package, no built-in, no clock, no chance', () => {
    const wrong = sources
      .filter(({ path }) => roomOf(path) === 'biometrics')
      .filter(
        ({ imports, text }) =>
          imports.some((name) => !name.startsWith('.')) ||
          /Date\.now|new Date\(\)|Math\.random|performance\./.test(text),
      );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('no file imports itself through others', () => {
    const graph = new Map(
      sources.map((source) => [source.path, source.imports.flatMap((name) => ours(source, name) ?? [])]),
    );
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (path: string, above: string[]) => {
      if (above.includes(path)) cycles.push([...above.slice(above.indexOf(path)), path].join(' -> '));
      if (done.has(path) || above.includes(path)) return;
      for (const next of graph.get(path) ?? []) visit(next, [...above, path]);
      done.add(path);
    };
    for (const path of graph.keys()) visit(path, []);
    expect(cycles).toEqual([]);
  });
});

describe('what only some files may use', () => {
  const users = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
  const importers = (name: string) =>
    sources
      .filter(({ imports }) => imports.some((one) => one === name || one.startsWith(`${name}/`)))
      .map(({ path }) => path);

  test.each([
    ['lucia', /^src\/auth\/sessions(\.adapter)?\.ts$/],
    ['@simplewebauthn/server', /^src\/passkeys\/webauthn\.ts$/],
    ['@hono/node-server', /^src\/main\.node\.ts$/],
    ['onnxruntime-node', /^src\/vision\//],
    ['prom-client', /^src\/metrics\.ts$/],
    ['drizzle-orm', /\.store\.ts$|^src\/(db|auth|accounts|admin|enrollment|login|passkeys|privacy|selftest)\//],
    [
      'hono',
      /^src\/(app|serve)\.ts$|^src\/(http|auth|accounts|admin|enrollment|home|login|passkeys|privacy|selftest)\/|^templates\//,
    ],
  ] as const)('%s', (name, allowed) => {
    expect(importers(name).filter((path) => !allowed.test(path))).toEqual([]);
    expect(importers(name).length).toBeGreaterThan(0);
  });

  test('only a full sign-in and a new password open a session', () => {
    const creators = users(/\bcreateSession\(/).filter((path) => path !== 'src/auth/sessions.ts');
    expect(creators.sort()).toEqual(['src/accounts/security.ts', 'src/auth/admit.ts']);
  });

  test('sharp, which must stay on the main thread, is out of the reach of the worker', () => {
    const bySource = new Map(sources.map((source) => [source.path, source]));
    const reached = new Set(['src/vision/engine.worker.ts']);
    for (const path of reached) {
      const source = bySource.get(path);
      expect(source?.path).toBe(path);
      for (const name of source?.imports ?? []) {
        const next = ours(source!, name);
        if (next && !next.endsWith('.json')) reached.add(next);
      }
    }
    expect(importers('sharp').filter((path) => reached.has(path))).toEqual([]);
    expect(importers('sharp').length).toBeGreaterThan(0);
  });

  test("Bun's own API is used in src/main.ts alone", () => {
    expect(users(/\bBun\./)).toEqual(['src/main.ts']);
    // One function of the C library, which Bun's process.env does not reach.
    expect(users(/'bun(:\w+)?'/)).toEqual(['src/vision/telemetry.ts']);
  });

  test('only the log and the command line write to the terminal', () => {
    expect(users(/\bconsole\./)).toEqual([]);
    const writers = users(/process\.std(out|err)\.write/);
    expect(writers.filter((path) => path !== 'src/log.ts' && roomOf(path) !== 'entries')).toEqual([]);
  });

  test('templates have no inline script or style and put no raw HTML into a page', () => {
    const templates = sources.filter(({ path }) => path.startsWith('templates/'));
    const wrong = templates.filter(({ text }) =>
      /dangerouslySetInnerHTML|\braw\(|\sstyle=|\son[a-z]+=|hx-on|['"`]js:/.test(text),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('no file grows beyond 250 lines', () => {
    // Catalogues, tables and settings are lists: cut in pieces they would be harder to read, not easier.
    const LISTS = ['src/db/schema.ts', 'src/config.ts'];
    const lists = (path: string) => path.startsWith('src/i18n/') || LISTS.includes(path);
    const long = all.filter(({ text, path }) => text.split('\n').length > 251 && !lists(path));
    expect(long.map(({ path }) => path)).toEqual([]);
  });
});
