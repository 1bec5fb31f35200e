import { beforeEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { adminAt } from '../../../test/helpers/site/admin.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite, registerAt, type Visitor } from '../../../test/helpers/site/site.ts';
import { listApplications } from '../../applications/applications.store.ts';
import { addGroup, groupsNamed } from '../../applications/groups.store.ts';
import { auditEvents } from '../../db/schema.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let site: ReturnType<typeof openSite>;
let admin: Visitor;
let adminId: string;

const NEW = '/admin/applications/new/settings';

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  site = openSite(deps);
  admin = site.visitor();
  adminId = await adminAt(admin);
});

type Typed = Record<string, string | string[]>;

/** The form of an application behind a proxy, with changes. A list is a field that is there several times. */
function form(changes: Typed = {}): FormData {
  const fields: Typed = {
    ...{ name: 'Wiki', slug: 'wiki', icon: '', origins: 'https://wiki.example.com', launch_url: '' },
    ...{ forward_auth: 'on', audience: 'everybody', people: '', ways: ['password', 'face'], max_age: '' },
    ...{ face_within: '', redirect_uris: '', auth_method: 'client_secret_basic', ...changes },
  };
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
  return body;
}

const oidc = (redirects: string, more: Typed = {}) =>
  form({ oidc: 'on', redirect_uris: redirects, pkce: 'on', ...more });

async function added(changes: Typed = {}): Promise<string> {
  const answer = await admin.post(NEW, form(changes));
  expect(answer.status).toBe(303);
  return /\/admin\/applications\/([0-9a-f-]{36})\?done=added$/.exec(answer.headers.get('Location')!)![1]!;
}

async function refused(body: FormData, path = NEW): Promise<string> {
  const answer = await admin.post(path, body);
  const text = await answer.text();
  expect(answer.status).toBe(422);
  expect(text).toContain('error-summary');
  return text.replaceAll('&#39;', "'");
}

const stored = async () => (await listApplications(deps.db)).at(0);
const events = async (): Promise<Record<string, unknown>[]> =>
  (await deps.db.select().from(auditEvents).where(eq(auditEvents.actorId, adminId))).map(({ kind, detail }) => ({
    kind,
    ...detail,
  }));

describe('a new application', () => {
  test('from a template fills in what the application needs', async () => {
    const page = await (await admin.get(`${NEW}?preset=immich&address=https://Photos.example.com/`)).text();
    for (const part of ['value="immich"', 'app.immich:///oauth-callback', 'https://photos.example.com/auth/login']) {
      expect(page).toContain(part);
    }
    expect(page).toMatch(/name="native"[^>]*checked/);
  });

  test('from a template needs an address, and says so with what was typed', async () => {
    for (const address of ['', 'photos', 'https://a.example/path', 'javascript:alert(1)']) {
      const answer = await admin.get(`${NEW}?preset=grafana&address=${encodeURIComponent(address)}`);
      expect(answer.status).toBe(422);
      expect(await answer.text()).toMatch(/value="grafana"[^>]*checked/);
    }
    expect((await admin.get(`${NEW}?preset=blank`)).status).toBe(200);
    expect((await admin.get(`${NEW}?preset=nonsense&address=https://a.example`)).status).toBe(200);
  });

  test('is stored with everything that the form says', async () => {
    const { id: group } = { id: await addGroup(deps.db, 'family', deps.clock()) };
    await registerAt(site.visitor(), 'anna');
    const body = oidc('https://wiki.example.com/a\r\n\r\napp.wiki:/cb ', {
      ...{ native: 'on', consent: 'on', icon: 'Wi', launch_url: 'https://wiki.example.com/start', preflights: 'on' },
      ...{ audience: 'chosen', groups: ['family'], people: 'ANNA\nanna', ways: ['face+passkey'] },
      ...{ max_age: '60', face_within: '5', origins: 'https://WIKI.example.com:443/\nhttp://10.0.0.5:8080' },
      ...{ 'rule-0-path': '/hooks', 'rule-0-match': 'prefix', 'rule-0-kind': 'open' },
      ...{ 'rule-7-path': '/admin', 'rule-7-match': 'exact', 'rule-7-kind': 'policy', 'rule-7-ways': ['face'] },
      ...{ 'rule-7-max_age': '', 'rule-7-face_within': '1' },
      ...{ 'rule-9-path': '', 'rule-9-match': 'prefix', 'rule-9-kind': 'open' },
    });
    expect((await admin.post(NEW, body)).status).toBe(303);
    expect(await stored()).toMatchObject({
      ...{ slug: 'wiki', name: 'Wiki', icon: 'Wi', enabled: true, forwardAuth: true, preflights: true },
      origins: ['http://10.0.0.5:8080', 'https://wiki.example.com'],
      launchUrl: 'https://wiki.example.com/start',
      oidc: { redirectUris: ['https://wiki.example.com/a', 'app.wiki:/cb'], native: true, consent: true, pkce: true },
      ...{ audience: 'chosen', groups: [group], policy: { ways: ['face+passkey'], maxAge: 60, faceWithin: 5 } },
      rules: [
        { match: 'prefix', path: '/hooks', open: true },
        { match: 'exact', path: '/admin', open: false, policy: { ways: ['face'], faceWithin: 1 } },
      ],
    });
    expect((await stored())!.people).toHaveLength(1);
    expect(await events()).toContainEqual({ kind: 'application-added', application: 'wiki' });
  });

  test('without a secret always needs PKCE', async () => {
    await admin.post(NEW, oidc('https://wiki.example.com/a', { auth_method: 'none', pkce: [] }));
    expect((await stored())!.oidc).toMatchObject({ authMethod: 'none', pkce: true });
  });
});

describe('what is typed wrongly', () => {
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
    await refused(
      form({ 'rule-0-path': '', 'rule-0-kind': 'policy', 'rule-0-ways': ['face'], 'rule-0-match': 'exact' }),
    );
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
});

describe('the rows of the path rules', () => {
  const rows = (text: string) =>
    [...text.matchAll(/name="rule-(\d+)-path"[^>]*/g)].map(([whole]) => /value="([^"]*)"/.exec(whole)?.[1]);

  test('one is added and one is removed by a button, and nothing typed is lost', async () => {
    const two = { 'rule-0-path': '/one', 'rule-1-path': '/two', name: 'half a na' };
    const more = await admin.post(NEW, form({ ...two, add_rule: '1' }));
    expect(more.status).toBe(200);
    const text = await more.text();
    expect(rows(text)).toEqual(['/one', '/two', '']);
    expect(text).toContain('value="half a na"');
    const fewer = await (await admin.post(NEW, form({ ...two, remove_rule: '0' }))).text();
    expect(rows(fewer)).toEqual(['/two']);
    expect(await stored()).toBeUndefined();
  });

  test('the first button of the form saves: it is the one that Enter presses', async () => {
    const text = await (await admin.get(NEW)).text();
    const start = text.indexOf('class="app-form"');
    expect(/<button[^>]*>/.exec(text.slice(start))![0]).not.toContain('name=');
  });
});

describe('an application that is there', () => {
  test('shows its settings in the form, and saving them as they are changes nothing', async () => {
    const id = await added({ max_age: '30', 'rule-0-path': '/x', 'rule-0-match': 'exact', 'rule-0-kind': 'open' });
    const before = await stored();
    const page = await (await admin.get(`/admin/applications/${id}/settings`)).text();
    for (const part of ['value="Wiki"', 'value="30"', 'value="/x"', 'https://wiki.example.com'])
      expect(page).toContain(part);
    deps.clock.forward(1000);
    const same = form({ max_age: '30', 'rule-0-path': '/x', 'rule-0-match': 'exact', 'rule-0-kind': 'open' });
    const answer = await admin.post(`/admin/applications/${id}/settings`, same);
    expect(answer.headers.get('Location')).toBe(`/admin/applications/${id}?done=changed`);
    expect(await stored()).toEqual(before!);
    expect((await events()).map(({ kind }) => kind)).not.toContain('application-changed');
  });

  test('keeps its own address and name when it is changed, and the record says what changed', async () => {
    const id = await added();
    const answer = await admin.post(`/admin/applications/${id}/settings`, form({ name: 'Our wiki', max_age: '5' }));
    expect(answer.status).toBe(303);
    expect(await stored()).toMatchObject({ name: 'Our wiki', slug: 'wiki', policy: { maxAge: 5 } });
    const changed = (await events()).find(({ kind }) => kind === 'application-changed');
    expect(changed).toEqual({ kind: 'application-changed', application: 'wiki', changed: 'name, policy' });
    const taken = await refused(form({ ways: [] }), `/admin/applications/${id}/settings`);
    expect(taken).toContain(`action="/admin/applications/${id}/settings"`);
  });

  test('stays off when its settings are saved, until it is switched on', async () => {
    const id = await added();
    await admin.post(`/admin/applications/${id}/disable`);
    await admin.post(`/admin/applications/${id}/settings`, form({ name: 'Other' }));
    expect(await stored()).toMatchObject({ enabled: false, name: 'Other' });
    await admin.post(`/admin/applications/${id}/enable`);
    await admin.post(`/admin/applications/${id}/enable`);
    expect((await stored())!.enabled).toBe(true);
    const switches = (await events()).filter((event) => 'enabled' in event);
    expect(switches.map(({ enabled }) => enabled)).toEqual([false, true]);
  });

  test('is removed after a question', async () => {
    const id = await added();
    expect(await (await admin.get(`/admin/applications/${id}/remove`)).text()).toContain('Remove it for good');
    expect(await stored()).toBeDefined();
    const answer = await admin.post(`/admin/applications/${id}/remove`);
    expect(answer.headers.get('Location')).toBe('/admin/applications?done=removed');
    expect(await stored()).toBeUndefined();
    expect(await events()).toContainEqual({ kind: 'application-removed', application: 'wiki' });
  });

  test('is in the list, and an id of none is no page', async () => {
    const id = await added({ name: 'Wiki & <more>' });
    expect(await (await admin.get('/admin/applications')).text()).toContain('Wiki &amp; &lt;more&gt;');
    for (const wrong of [crypto.randomUUID(), 'x', '%00']) {
      for (const path of ['', '/settings', '/remove', '/test']) {
        expect((await admin.get(`/admin/applications/${wrong}${path}`)).status).toBe(404);
      }
      for (const path of ['/settings', '/remove', '/enable', '/disable', '/secret', '/keys']) {
        expect((await admin.post(`/admin/applications/${wrong}${path}`, form())).status).toBe(404);
      }
    }
    expect((await admin.get(`/admin/applications/${id}`)).status).toBe(200);
  });

  test('loses a group with the group, and then nobody gets in by it', async () => {
    await addGroup(deps.db, 'family', deps.clock());
    const id = await added({ audience: 'chosen', groups: ['family'] });
    const [group] = await groupsNamed(deps.db, ['family']);
    await admin.post(`/admin/groups/${group!.id}/remove`);
    expect(await stored()).toMatchObject({ audience: 'chosen', groups: [] });
    expect(await (await admin.get(`/admin/applications/${id}`)).text()).toContain('Nobody is chosen');
  });
});
