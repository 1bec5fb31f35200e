/**
 * A typed client of the REST API: types made of the description, a program with them, compiled strictly and run.
 * On PGlite alone: the client sees JSON, whatever is behind it.
 */
import { afterAll, beforeAll, expect, mock, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { truncateAll } from './helpers/data/db.ts';
import { projectRoot } from './helpers/root.ts';
import { keyFor } from './helpers/site/api.ts';
import { testDeps } from './helpers/site/deps.ts';
import { openSite } from './helpers/site/site.ts';
import type { Send } from './helpers/typed/client.ts';

const folder = mkdtempSync(join(tmpdir(), 'facelogin-typed-'));
let deps: Awaited<ReturnType<typeof testDeps>>;
let send: Send;

/** What somebody would write against the interface. Each expected error shows that the types are not loose. */
const PROGRAM = `
import { clientOf, type Send } from '${join(projectRoot, 'test/helpers/typed/client.ts')}';
import type { components, paths } from './types.ts';

type Person = components['schemas']['Person'];

export async function run(base: string, key: string, send: Send): Promise<string[]> {
  const ask = clientOf<paths>(base, key, send);
  const anna: Person = await ask('post', '/api/v1/people', { json: { name: 'anna', displayName: 'Anna' } });
  const staff = await ask('post', '/api/v1/groups', { json: { name: 'staff' } });
  await ask('put', '/api/v1/groups/{id}/members/{person}', { path: { id: staff.id, person: anna.id } });
  const photos = await ask('post', '/api/v1/applications', {
    json: { slug: 'photos', name: 'Photos', audience: 'chosen', groups: [staff.id] },
  });
  const path = { id: photos.id };
  const rules = [{ match: 'prefix', path: '/share', open: true } as const, ...photos.rules];
  const changed = await ask('patch', '/api/v1/applications/{id}', { path, json: { rules, policy: photos.policy } });
  const people = await ask('get', '/api/v1/people', { query: { limit: 10, signIn: 'true' } });
  await ask('delete', '/api/v1/people/{id}', { path: { id: anna.id } });
  // @ts-expect-error: a person has a name.
  const nameless = await ask('post', '/api/v1/people', { json: {} }).catch((error: Error) => error.message);
  // @ts-expect-error: an application is for everybody or for those chosen.
  await ask('patch', '/api/v1/applications/{id}', { path, json: { audience: 'nobody' } }).catch(() => {});
  // @ts-expect-error: no such address.
  await ask('get', '/api/v1/nothing', {}).catch(() => {});
  // @ts-expect-error: an answer has no such field.
  const nothing: undefined = anna.password;
  const [names, opened] = [people.items.map(({ name }) => name), changed.rules.map(({ open }) => String(open))];
  return [...names, ...opened, String(nameless), String(nothing)];
}
`;

beforeAll(async () => {
  await truncateAll();
  deps = await testDeps();
  const { app } = openSite(deps);
  send = async (request) => app.request(request, undefined, { remoteAddress: '127.0.0.1' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The types that `openapi-typescript` makes. It builds them by an interface that TypeScript 7 does not have. */
async function typesOf(description: string): Promise<string> {
  const typescript = await import('typescript-5');
  mock.module('typescript', () => typescript);
  const { default: generate, astToString } = await import('openapi-typescript');
  return astToString(await generate(description, { defaultNonNullable: false }));
}

test('compiles with the types of the description, and does what it says', async () => {
  const response = await send(new Request(`${deps.config.publicUrl}/api/v1/openapi.json`));
  writeFileSync(join(folder, 'types.ts'), await typesOf(await response.text()));
  writeFileSync(join(folder, 'program.ts'), PROGRAM);
  const options = { module: 'Preserve', target: 'ES2023', lib: ['ES2023', 'DOM'], types: [], noEmit: true };
  const strict = { strict: true, allowImportingTsExtensions: true, noUnusedLocals: true };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...options, ...strict }, files: ['program.ts'] }),
  );
  const tsc = join(projectRoot, 'node_modules/typescript/bin/tsc');
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  expect([stdout, status]).toEqual(['', 0]);
  const { run } = (await import(join(folder, 'program.ts'))) as {
    run: (base: string, key: string, send: Send) => Promise<string[]>;
  };
  const told = await run(deps.config.publicUrl, await keyFor(deps), send);
  expect(told.filter((name) => !name.startsWith('maker-'))).toEqual([...['anna', 'true', 'invalid-form', 'undefined']]);
}, 60_000);
