/** Checks the directions of imports, and what only some files may use. */
import { describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BASE, FLOOR, MAY } from './helpers/rooms.ts';
import { projectRoot as root } from './helpers/root.ts';
import { ours, readSources } from './helpers/sources.ts';

const all = readSources('src', 'templates', 'lab');
const sources = all.filter(({ path }) => !/\.test\.tsx?$/.test(path));

/** Files that start something. */
const ENTRIES = ['src/main.ts', 'src/main.node.ts', 'src/cli.ts', 'lab/cli.ts'];

function roomOf(path: string): string {
  if (ENTRIES.includes(path)) return 'entries';
  const [top, second] = path.split('/') as [string, string];
  return top === 'src' ? second.replace(/\.(tsx?|mjs)$/, '') : top;
}

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
});
