/** On PGlite alone: other tests run its statements on PostgreSQL. */
import { beforeEach, expect, test } from 'bun:test';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { adminAt } from '../../../test/helpers/site/admin.ts';
import { appForm as form, NEW_APP as NEW, oidcForm as oidc } from '../../../test/helpers/site/application-form.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite, type Visitor } from '../../../test/helpers/site/site.ts';
import { listApplications } from '../../applications/applications.store.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let admin: Visitor;

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  admin = openSite(deps).visitor();
  await adminAt(admin);
});

async function refused(body: FormData): Promise<string> {
  const answer = await admin.post(NEW, body);
  const text = await answer.text();
  expect(answer.status).toBe(422);
  expect(text).toContain('error-summary');
  return text.replaceAll('&#39;', "'");
}

const stored = async () => (await listApplications(deps.db)).at(0);
const added = async () => expect((await admin.post(NEW, form())).status).toBe(303);

test.each([
  ['javascript:alert(1)', 'Write the whole address'],
  ['JavaScript:alert(1)', 'Write the whole address'],
  ['data:text/html,x', 'Write the whole address'],
  ['https://*.example.com/cb', 'Write the whole address'],
  ['https://wiki.example.com/*', 'Write the whole address'],
  ['https://wiki.example.com/cb#x', 'Write the whole address'],
  ['https://wiki.example.com/\u0000', 'Write the whole address'],
  ['wiki.example.com/cb', 'Write the whole address'],
  ['/cb', 'Write the whole address'],
  ['app.wiki:/cb', 'tick that this is an app on a device'],
  ['', 'at least one redirect address'],
])('a redirect address %p is refused, and stays in the form', async (address, why) => {
  const text = await refused(oidc(address));
  expect(text).toContain(why);
  expect(text).toContain(address.replaceAll('\u0000', '').slice(0, 12).replaceAll('&', '&amp;'));
  expect(await stored()).toBeUndefined();
});

test('an app on a device takes no plain http of another machine', async () => {
  expect(await refused(oidc('http://wiki.example.com/cb', { native: 'on' }))).toContain('its own scheme');
  expect((await admin.post(NEW, oidc('http://127.0.0.1:99/cb', { native: 'on' }))).status).toBe(303);
});

test.each([
  'https://wiki.example.com/path',
  'wiki.example.com',
  'https://*.example.com',
  'https://a@b.example',
  'ftp://a',
])('an address %p is refused, and the entry is named', async (origin) => {
  const text = await refused(form({ origins: `https://ok.example.com\n${origin}` }));
  expect(text).toContain(`${origin}: Write it like`);
  expect(text).toContain('https://ok.example.com');
});

test('the address of another application is refused, in any spelling', async () => {
  await added();
  const text = await refused(form({ slug: 'other', origins: 'HTTPS://Wiki.Example.com.:443' }));
  expect(text).toContain('Another application has this address already.');
});

test('a short name that another application has is refused', async () => {
  await added();
  expect(await refused(form({ origins: 'https://other.example.com' }))).toContain('has this short name');
  for (const slug of ['', 'Wiki', 'a/b', '-a', 'a'.repeat(41)]) await refused(form({ slug }));
});

test('groups and people that are not there are named', async () => {
  const text = await refused(
    form({ audience: 'chosen', groups: ['nobodies', 'a\u0000b'], people: 'root\nnobody.here\n<b>x</b>' }),
  );
  expect(text).toContain('There is no group of this name: nobodies.');
  expect(text).toContain('There is no account of this name: nobody.here.');
  expect(text).not.toContain('<b>x</b>');
});

test('a policy without a way, with minutes that are none, or with a made-up way is refused', async () => {
  expect(await refused(form({ ways: [] }))).toContain('Choose at least one way');
  expect(await refused(form({ ways: ['face', 'magic'] }))).toContain('This value is not possible here');
  for (const max_age of ['0', '-1', '1.5', '1e3', 'soon', '99999999']) {
    expect(await refused(form({ max_age }))).toContain('Enter whole minutes');
  }
});

test.each(['admin', '/a?b', '/a/../b', '//a', '/%61', '/a\\b', '/a b', '/a/.'])(
  'a path %p is refused',
  async (path) => {
    const text = await refused(form({ 'rule-0-path': path, 'rule-0-match': 'exact', 'rule-0-kind': 'open' }));
    expect(text).toContain('Begin with a slash');
    expect(text).toContain('href="#rule-0-path"');
  },
);

test('a rule with ways and without a path is no empty row', async () => {
  await refused(form({ 'rule-0-path': '', 'rule-0-kind': 'policy', 'rule-0-ways': ['face'], 'rule-0-match': 'exact' }));
});

test('huge lists are refused, and never an error of the server', async () => {
  const many = (count: number, of: (n: number) => string) => Array.from({ length: count }, (_, n) => of(n));
  await refused(form({ origins: many(5000, (n) => `https://a${n}.example`).join('\n') }));
  await refused(oidc(many(5000, (n) => `https://a.example/${n}`).join('\n')));
  await refused(form({ people: many(70_000, (n) => `user${n}`).join('\n') }));
  await refused(form({ groups: many(3000, (n) => `group${n}`) }));
  const rules = many(300, (n) => `rule-${n}-path`).map((name) => [name, '/x'] as const);
  await refused(form(Object.fromEntries(rules)));
  expect((await admin.post(NEW, form({ people: 'x'.repeat(2_000_000) }))).status).toBe(413);
});

test('an empty body is a form with everything missing', async () => {
  const text = await refused(new FormData());
  expect(text).toContain('href="#name"');
});

test('what is typed is text on the page', async () => {
  const text = await refused(form({ name: '<script>alert(1)</script>', slug: '"><script>' }));
  expect(text).not.toContain('<script>alert');
  expect(text).toContain('&lt;script&gt;alert(1)');
});
