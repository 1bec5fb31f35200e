/** `facelogin apps`: lists the applications, writes all of them and all groups to a file, and takes such a file back. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config.ts';
import { translator } from '../i18n/index.ts';
import type { DataCommands } from '../server/commands.ts';
import { withData } from './data.ts';
import { writeNew } from './new-file.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);
type Import = Awaited<ReturnType<DataCommands['apps-import']>>;
const USAGE = 'Say what to do: apps list, apps export [FILE], or apps import FILE [--dry-run].';

async function list(): Promise<number> {
  const { applications } = await withData(loadConfig(), 'apps-export');
  if (applications.length === 0) say('There is no application yet.');
  const width = Math.max(...applications.map(({ slug }) => slug.length));
  for (const { slug, name, enabled, forwardAuth, oidc, origins } of applications) {
    const asks = [forwardAuth && 'forward auth', oidc && 'OpenID Connect', !enabled && 'OFF'].filter(Boolean);
    say(`${slug.padEnd(width)}  ${name} (${asks.join(', ')})  ${origins.join(' ')}`.trimEnd());
  }
  return 0;
}

async function exportTo(file: string | undefined): Promise<number> {
  const all = await withData(loadConfig(), 'apps-export');
  const text = `${JSON.stringify(all, null, 2)}\n`;
  if (file === undefined) process.stdout.write(text);
  else {
    writeNew(resolve(file), text);
    say(`${file} holds ${all.applications.length} applications and ${all.groups.length} groups.`);
    say('Client secrets and keys are not in it.');
  }
  return 0;
}

/** `applications[2].oidc.redirectUris[0]`. */
function placeOf(path: Import['problems'][number]['path']): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
}

function readInput(file: string): unknown {
  const text = readFileSync(resolve(file), 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function importFrom(file: string, dryRun: boolean): Promise<number> {
  const done = await withData(loadConfig(), 'apps-import', { input: readInput(file), dryRun });
  const t = translator('en');
  if (done.problems.length > 0) {
    for (const { path, key, vars } of done.problems) say(`${placeOf(path) || file}: ${t(key, vars)}`);
    say('Nothing was imported.');
    return 1;
  }
  const lines: [string, string[]][] = [
    ['Applications added', done.added],
    ['Applications changed', done.changed],
    ['Groups added', done.groups.added],
    ['Groups whose members changed', done.groups.changed],
  ];
  for (const [what, names] of lines) if (names.length > 0) say(`${what}: ${names.join(', ')}`);
  say(`Applications that were so already: ${done.same}`);
  if (dryRun) say('This was a dry run: nothing was written.');
  return 0;
}

/** `apps list`, `apps export [FILE]`, `apps import FILE [--dry-run]`. */
export async function appsCommand(args: string[]): Promise<number> {
  const options = { 'dry-run': { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [action, file, ...rest] = positionals;
  const dryRun = values['dry-run'] ?? false;
  if (rest.length > 0 || (dryRun && action !== 'import')) throw new Error(USAGE);
  if (action === 'list' && file === undefined) return list();
  if (action === 'export') return exportTo(file);
  if (action === 'import' && file !== undefined) return importFrom(file, dryRun);
  throw new Error(USAGE);
}
