/** The page that describes the interface. On PGlite alone: it asks the database nothing. */
import { beforeAll, describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../test/helpers/root.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite } from '../../../test/helpers/site/site.ts';
import { type Document, operationsOf, referenceOf } from './reference.ts';
import { fieldsOf } from './schema.ts';

let document: Document;
let page: string;
let site: ReturnType<typeof openSite>;

beforeAll(async () => {
  const deps = await testDeps();
  site = openSite(deps);
  const visitor = site.visitor();
  document = (await (await visitor.get('/api/v1/openapi.json')).json()) as Document;
  page = await (await visitor.get('/api/v1/docs')).text();
});

describe('the page', () => {
  test('has every operation with its scopes, and every schema, and no link that leads nowhere', () => {
    for (const { path, operation } of operationsOf(document)) {
      expect(page).toContain(`<details class="ref-item" id="${operation.operationId}"`);
      expect(page).toContain(path);
      for (const scope of operation.security[0]!.key!) expect(page).toContain(`<code class="tag">${scope}</code>`);
    }
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    for (const name of Object.keys(document.components.schemas)) expect(ids).toContain(`schema-${name}`);
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  test('needs no key, is a page also in its errors, and is in both languages', async () => {
    const visitor = site.visitor();
    const refused = await visitor.post('/api/v1/docs');
    expect(refused.status).toBe(405);
    expect(await refused.text()).toContain('<!doctype html>');
    const chinese = await visitor.get('/api/v1/docs', { 'Accept-Language': 'zh' });
    expect(await chinese.text()).toContain('<h1>API 参考</h1>');
  });
});

test('an example sends what is required, as the operation takes it', () => {
  const { tags } = referenceOf(document);
  const curls = new Map(tags.flatMap(({ operations }) => operations.map(({ id, curl }) => [id, curl] as const)));
  expect(curls.get('listPeople')).toBe('curl -H "$AUTH" "$URL/api/v1/people"');
  expect(curls.get('addPerson')).toBe(`curl -H "$AUTH" --json '{"name":"anna"}' "$URL/api/v1/people"`);
  expect(curls.get('removeMember')).toBe('curl -H "$AUTH" -X DELETE "$URL/api/v1/groups/$ID/members/$PERSON"');
  expect(curls.get('verify')).toBe('curl -H "$AUTH" -F image=@picture.jpg -F person=$PERSON "$URL/api/v1/verify"');
  expect(curls.get('disablePerson')).toBe('curl -H "$AUTH" -X POST "$URL/api/v1/people/$ID/disable"');
});

test('docs/api.md has a line of curl for every operation, and for none that is not there', () => {
  const text = readFileSync(join(projectRoot, 'docs/api.md'), 'utf8');
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith('curl ') && line.includes('/api/v1/') && !line.includes('$CF'));
  const written = lines.map((line) => {
    const method = / -X ([A-Z]+) /.exec(line)?.[1] ?? (/ (--json|-F) /.test(line) ? 'POST' : 'GET');
    return `${method} ${/"\$URL([^"?]*)/.exec(line)![1]!.replace(/\$\w+/g, '{}')}`;
  });
  const all = operationsOf(document).map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`);
  expect([...new Set(written)].sort()).toEqual(all.sort());
});

test('fields lie flat: deeper ones by a path, those of variants once, those of a schema behind a link', () => {
  const path = { type: 'string', maxLength: 200 };
  const open = (value: boolean) => ({ type: 'boolean', enum: [value] });
  const fields = fieldsOf({
    required: ['who'],
    properties: {
      who: { $ref: '#/components/schemas/Person' },
      rules: {
        type: 'array',
        default: [],
        items: {
          oneOf: [
            { properties: { path, open: open(true) }, required: ['path', 'open'] },
            { properties: { path, open: open(false), ways: { type: 'array', items: { type: 'string' } } } },
          ],
        },
      },
    },
  });
  expect(fields.map(({ name, type, required, limits }) => [name, type, required, limits])).toEqual([
    ['who', 'Person', true, ''],
    ['rules', 'any[]', false, ''],
    ['rules[].path', 'string', false, '≤ 200'],
    ['rules[].open', 'true | false', false, ''],
    ['rules[].ways', 'string[]', false, ''],
  ]);
  expect(fields[0]!.schema).toBe('Person');
  expect(fields[1]!.fallback).toBe('[]');
});
