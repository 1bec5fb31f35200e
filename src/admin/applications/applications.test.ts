/** On PGlite alone: other tests run its statements on PostgreSQL. */
import { beforeEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { adminAt } from '../../../test/helpers/site/admin.ts';
import {
  type AppTyped,
  appForm as form,
  NEW_APP as NEW,
  oidcForm as oidc,
} from '../../../test/helpers/site/application-form.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite, registerAt, type Visitor } from '../../../test/helpers/site/site.ts';
import { listApplications } from '../../applications/applications.store.ts';
import { addGroup, groupsNamed } from '../../applications/groups.store.ts';
import { auditEvents } from '../../db/schema.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let site: ReturnType<typeof openSite>;
let admin: Visitor;
let adminId: string;

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  site = openSite(deps);
  admin = site.visitor();
  adminId = await adminAt(admin);
});

async function added(changes: AppTyped = {}): Promise<string> {
  const answer = await admin.post(NEW, form(changes));
  expect(answer.status).toBe(303);
  return /\/admin\/applications\/([0-9a-f-]{36})\?done=added$/.exec(answer.headers.get('Location')!)![1]!;
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
    const refused = await admin.post(`/admin/applications/${id}/settings`, form({ ways: [] }));
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain(`action="/admin/applications/${id}/settings"`);
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
