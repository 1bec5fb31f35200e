/** Checks the directions of imports, and what only some files may use. */
import { describe, expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dir, '..');

type Source = { path: string; text: string; imports: string[] };

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

function read(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const text = withoutComments(readFileSync(file, 'utf8'));
      return { path: relative(root, file), text, imports: importsOf(text) };
    });
}

const all = [...read('src'), ...read('templates'), ...read('lab')];
const sources = all.filter(({ path }) => !/\.test\.tsx?$/.test(path));

/** The path of our own file that an import names. Undefined for a package or a built-in. */
function ours(from: Source, name: string): string | undefined {
  return name.startsWith('.') ? relative(root, resolve(root, dirname(from.path), name)) : undefined;
}

/** Files that start something. */
const ENTRIES = ['src/main.ts', 'src/main.node.ts', 'src/cli.ts', 'lab/cli.ts'];

function roomOf(path: string): string {
  if (ENTRIES.includes(path)) return 'entries';
  const [top, second] = path.split('/') as [string, string];
  return top === 'src' ? second.replace(/\.(tsx?|mjs)$/, '') : top;
}

/** What every room may import: these rooms do nothing by themselves. */
const BASE = [
  'config',
  'settings',
  'log',
  'exit',
  'place',
  'memory',
  'metrics',
  'proxies',
  'errors',
  'limits',
  'principal',
  'fields',
  'owner',
];
/** The rooms beneath the features. `deps` has the types of the server's parts. */
const FLOOR = [
  ...BASE,
  'deps',
  'http',
  'db',
  'crypto',
  'i18n',
  'biometrics',
  'vision',
  'templates',
  'policy',
  'events',
  'throttle',
  'access',
  'tuning',
];

/** Each room, and the rooms that it may import besides itself. The topmost room comes first. */
const MAY: Record<string, string[]> = {
  lab: ['cli', 'server', 'admin', 'accounts', 'signin', ...FLOOR],
  cli: ['entries', 'server', 'transfer', 'applications', 'oidc', 'accounts', 'doctor', ...FLOOR],
  server: [
    'transfer',
    'api',
    'webhooks',
    'gateway',
    'installed',
    'oidc',
    'applications',
    'admin',
    'selftest',
    'handoff',
    'signin',
    'privacy',
    'kiosk',
    'passkeys',
    'accounts',
    'faces',
    'camera',
    'sessions',
    'doctor',
    ...FLOOR,
  ],
  transfer: ['api', 'admin', 'applications', 'accounts', 'faces', 'sessions', ...FLOOR],
  api: ['admin', 'applications', 'accounts', 'faces', 'sessions', ...FLOOR],
  admin: ['kiosk', 'applications', 'passkeys', 'accounts', 'faces', 'camera', 'sessions', 'doctor', ...FLOOR],
  webhooks: ['admin', ...FLOOR],
  selftest: ['camera', ...FLOOR],
  handoff: ['signin', 'applications', 'accounts', 'faces', 'sessions', ...FLOOR],
  signin: ['applications', 'passkeys', 'accounts', 'faces', 'camera', 'sessions', ...FLOOR],
  gateway: ['applications', 'sessions', ...FLOOR],
  installed: FLOOR,
  oidc: ['applications', 'sessions', ...FLOOR],
  privacy: ['kiosk', 'faces', 'camera', 'sessions', ...FLOOR],
  kiosk: ['faces', 'camera', 'sessions', ...FLOOR],
  passkeys: ['accounts', 'sessions', ...FLOOR],
  accounts: ['sessions', ...FLOOR],
  faces: ['sessions', ...FLOOR],
  applications: ['sessions', ...FLOOR],
  camera: FLOOR,
  sessions: FLOOR,
  doctor: [...BASE, 'crypto', 'i18n', 'vision', 'biometrics'],
  throttle: [...BASE, 'events', 'db'],
  events: [...BASE, 'db'],
  policy: [...BASE, 'deps', 'vision', 'biometrics'],
  http: [...BASE, 'templates', 'biometrics', 'i18n', 'deps', 'policy'],
  templates: ['i18n', 'biometrics', 'errors', 'access'],
  deps: [...BASE, 'biometrics', 'crypto', 'db', 'events', 'vision', 'tuning'],
  tuning: [...BASE, 'biometrics', 'db', 'events', 'vision'],
  vision: ['biometrics', 'log'],
  db: [...BASE, 'crypto', 'biometrics', 'access'],
  crypto: BASE,
  access: [],
  metrics: [],
  errors: ['i18n'],
  limits: [],
  principal: [],
  fields: [],
  owner: [],
  i18n: [],
  config: ['settings'],
  settings: [],
  log: [],
  place: [],
  memory: [],
  proxies: [],
  exit: [],
  biometrics: [],
};

describe('imports only point down', () => {
  test('every room is in the table', () => {
    const rooms = new Set(sources.map(({ path }) => roomOf(path)));
    const known = ['entries', ...Object.keys(MAY)];
    expect([...rooms].filter((room) => !known.includes(room))).toEqual([]);
  });

  for (const [room, may] of Object.entries(MAY)) {
    test(`${room} imports only ${may.length === 0 ? 'itself' : may.join(', ')}`, () => {
      const wrong = sources
        .filter(({ path }) => roomOf(path) === room)
        .flatMap((source) =>
          source.imports
            .map((name) => ours(source, name))
            .filter((path) => /^(src|templates|lab)\//.test(path ?? ''))
            .filter((path) => ![room, ...may].includes(roomOf(path!)))
            .map((path) => `${source.path} imports ${path}`),
        );
      expect(wrong).toEqual([]);
    });
  }

  test('docs/architecture.md has the same table', () => {
    const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
    const table = page.slice(page.indexOf('| room | may import |')).split('\n\n')[0]!;
    const written = [...table.matchAll(/^\| (`.+?) \| (.*)\|$/gm)].flatMap(([, rooms, may]) => {
      const named = [...may!.matchAll(/`(\w+)`/g)].map(([, name]) => name!);
      const groups = [...(may!.includes('*floor*') ? FLOOR : []), ...(may!.includes('*base*') ? BASE : [])];
      return [...rooms!.matchAll(/`(\w+)`/g)].map(([, room]) => [room!, [...named, ...groups].sort()] as const);
    });
    const enforced = Object.entries(MAY).map(([room, may]) => [room, [...may].sort()] as const);
    expect(Object.fromEntries(written)).toEqual(Object.fromEntries(enforced));
  });

  test('nothing outside of lab/ imports it, not even a test', () => {
    const wrong = all
      .filter(({ path }) => !path.startsWith('lab/'))
      .filter((source) => source.imports.some((name) => ours(source, name)?.startsWith('lab/')));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('nothing but an entry imports an entry', () => {
    const wrong = sources
      .filter(({ path }) => roomOf(path) !== 'entries')
      .filter((source) => source.imports.some((name) => ENTRIES.includes(ours(source, name) ?? '')));
    // `facelogin serve` runs the server itself.
    expect(wrong.map(({ path }) => path)).toEqual(['src/cli/commands.ts']);
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
    ['lucia', /^src\/sessions\/(sessions|lucia)\.store\.ts$/],
    ['@simplewebauthn/server', /^src\/passkeys\/webauthn\.ts$/],
    ['@hono/node-server', /^src\/main\.node\.ts$/],
    ['onnxruntime-node', /^src\/vision\//],
    ['prom-client', /^src\/metrics\.ts$/],
    ['@hono/zod-openapi', /^src\/api\//],
    ['standardwebhooks', /^src\/webhooks\/secrets\.ts$/],
    ['drizzle-orm', /\.store\.ts$|^src\/db\//],
    [
      'hono',
      /^src\/server\/|^src\/http\/|\.routes\.tsx?$|\/routes\.tsx?$|^src\/sessions\/(issue|middleware)\.ts$|^src\/admin\/(download|guard|show)\.tsx?$|^src\/api\/http\/|^src\/oidc\/provider\/bridge\.ts$|^src\/oidc\/pages\.tsx$|^templates\//,
    ],
  ] as const)('%s', (name, allowed) => {
    expect(importers(name).filter((path) => !allowed.test(path))).toEqual([]);
    expect(importers(name).length).toBeGreaterThan(0);
  });

  test('one function creates a session, one writes its cookie', () => {
    const creators = users(/\bcreateSession\(/).filter((path) => path !== 'src/sessions/sessions.store.ts');
    expect(creators.filter((path) => !path.startsWith('lab/'))).toEqual(['src/sessions/admit.ts']);
    expect(users(/writeCookie\([^)]*'session'/)).toEqual(['src/sessions/issue.ts']);
  });

  test('only the policy reads the settings about ways in', () => {
    const names = 'secondFactor|faceDevices|phone|identification|targetFmr|registration';
    const read = new RegExp(
      `[cC]onfig\\.(${names})\\b|\\{[^{}]*\\b(${names})\\b[^{}]*\\}\\s*(=|:)\\s*[\\w.]*[cC]onfig\\b`,
    );
    const product = users(read).filter((path) => path.startsWith('src/'));
    // `doctor` and the command line show the settings. Every page knows whether to link to registration.
    const tells = /^src\/(policy|doctor|cli)\/|^src\/(config\.ts|settings\.ts|http\/render\.tsx)$/;
    expect(product.filter((path) => !tells.test(path))).toEqual([]);
  });

  test('the worker cannot reach sharp, which must stay on the main thread', () => {
    const bySource = new Map(sources.map((source) => [source.path, source]));
    const reached = new Set(['src/vision/workers/vision.worker.ts']);
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
    expect(users(/'bun(:\w+)?'/)).toEqual(['src/vision/workers/telemetry.ts']);
  });

  test('only the log and the command line write to the terminal', () => {
    expect(users(/\bconsole\./)).toEqual([]);
    const writers = users(/process\.std(out|err)\.write/);
    expect(writers.filter((path) => !/^src\/(log\.ts|cli\/|server\/serve\.ts)|^lab\//.test(path))).toEqual([]);
  });

  test('templates have no inline script or style and put no raw HTML into a page', () => {
    const templates = sources.filter(({ path }) => path.startsWith('templates/'));
    const wrong = templates.filter(({ text }) =>
      /dangerouslySetInnerHTML|\braw\(|\sstyle=|\son[a-z]+=|hx-on|['"`]js:/.test(text),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('every form that posts says whose page it is on', () => {
    expect(users(/<form[^>]*\smethod="post"/)).toEqual(['templates/parts/form.tsx']);
  });

  test('no file grows beyond 250 lines', () => {
    // Catalogues and settings are lists. Pieces of a list would be harder to read.
    const LISTS = ['src/settings.ts'];
    const lists = (path: string) => path.startsWith('src/i18n/') || LISTS.includes(path);
    const long = all.filter(({ text, path }) => text.split('\n').length > 251 && !lists(path));
    expect(long.map(({ path }) => path)).toEqual([]);
  });
});

describe('how code is written', () => {
  const product = sources.filter(({ path }) => path.startsWith('src/'));

  test('only errors and waits are classes', () => {
    const classes = product.filter(({ text }) => /^\s*(export )?(abstract )?class (?!\w+ extends Error)/m.test(text));
    // `instanceof` tells a wait from a result.
    expect(classes.map(({ path }) => path).filter((path) => path !== 'src/http/wait.ts')).toEqual([]);
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
