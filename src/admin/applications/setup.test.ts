import { beforeEach, describe, expect, test } from 'bun:test';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { adminAt } from '../../../test/helpers/site/admin.ts';
import { testConfig, testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite, type Visitor } from '../../../test/helpers/site/site.ts';
import { applicationSettings } from '../../applications/application.ts';
import { addApplication, secretOf } from '../../applications/applications.store.ts';
import { presetSettings } from '../../applications/presets.ts';
import { noteSeen } from '../../applications/seen.ts';
import { hashToken } from '../../crypto/tokens.ts';
import { applicationKeys, auditEvents } from '../../db/schema.ts';
import { happened } from '../../events/events.store.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let admin: Visitor;

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps({ config: testConfig({ FACELOGIN_PUBLIC_URL: 'https://sign-in.example.com' }) });
  admin = openSite(deps).visitor();
  await adminAt(admin);
});

let made = 0;
/** An application at an address that no other test has: what the gateway has seen is in the memory of the process. */
async function application(settings: object = {}): Promise<{ id: string; path: string; origin: string }> {
  made += 1;
  const origin = `https://app${made}.example.com`;
  const plain = { slug: `app${made}`, name: 'Wiki', origins: [origin], forwardAuth: true };
  const id = await addApplication(deps.db, applicationSettings.parse({ ...plain, ...settings }), deps.clock());
  return { id, path: `/admin/applications/${id}`, origin };
}

const text = async (path: string) =>
  (await (await admin.get(path)).text()).replaceAll('&#39;', "'").replaceAll('&quot;', '"');
const kinds = async () => (await deps.db.select().from(auditEvents)).map(({ kind }) => kind);

describe('the proxy', () => {
  test('gets its lines for this application, by the choices in the address', async () => {
    const { path, origin } = await application();
    const page = await text(path);
    expect(page).toContain('forward_auth');
    expect(page).toContain(origin.slice('https://'.length));
    const nginx = await text(`${path}?proxy=nginx&upstream=10.0.0.7:3001&facelogin=10.0.0.2:3000`);
    expect(nginx).toContain('auth_request');
    expect(nginx).toContain('10.0.0.7:3001');
    expect(nginx).toContain('10.0.0.2:3000');
  });

  test('gets no line that somebody else wrote into the address', async () => {
    const { path } = await application();
    const evil = encodeURIComponent('127.0.0.1:1;\nevil on');
    const page = await text(`${path}?proxy=evil&upstream=${evil}&facelogin=${evil}&origin=https://evil.example`);
    // The switch of the language returns to the address, as it is.
    expect(page.slice(page.indexOf('<pre'))).not.toContain('evil');
    expect(page).toContain('127.0.0.1:8080');
  });

  test('is not spoken of where the application asks by itself alone', async () => {
    const { path } = await application({
      ...presetSettings('grafana', 'https://grafana.example.com'),
      forwardAuth: false,
    });
    const page = await text(path);
    expect(page).not.toContain('id="lines"');
    expect(page).toContain('GF_AUTH_GENERIC_OAUTH_CLIENT_ID=grafana');
    expect(page).toContain('https://sign-in.example.com/oidc/.well-known/openid-configuration');
  });
});

describe('a client secret', () => {
  const grafana = { ...presetSettings('grafana', 'https://grafana.example.com') };

  test('is shown once, with the settings to paste, and only its hash is stored', async () => {
    const { id, path } = await application(grafana);
    const page = await (await admin.post(`${path}/secret`)).text();
    const secret = /id="secret"[^>]*value="([\w-]{40,})"/.exec(page)![1]!;
    expect(page).toContain(`GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET=${secret}`);
    expect(await secretOf(deps.db, id)).toBe(hashToken(secret));
    expect(await text(path)).not.toContain(secret);
    expect(await kinds()).toContain('application-secret');
    expect(JSON.stringify(await deps.db.select().from(auditEvents))).not.toContain(secret);
  });

  test('replaces the former one, after a question', async () => {
    const { id, path } = await application(grafana);
    await admin.post(`${path}/secret`);
    const first = await secretOf(deps.db, id);
    expect(await text(path)).toContain('The present secret stops working at once');
    await admin.post(`${path}/secret`);
    expect(await secretOf(deps.db, id)).not.toBe(first);
  });

  test('goes when the application becomes one without a secret, which gets none', async () => {
    const { id, path } = await application(grafana);
    await admin.post(`${path}/secret`);
    const form = { name: 'G', slug: 'grafana', origins: '', audience: 'everybody', ways: 'face', oidc: 'on' };
    await admin.post(`${path}/settings`, { ...form, redirect_uris: 'https://a.example/cb', auth_method: 'none' });
    expect(await secretOf(deps.db, id)).toBeNull();
    expect((await admin.post(`${path}/secret`)).status).toBe(404);
    expect(await text(path)).toContain('PKCE protects its sign-in');
  });
});

describe('a key', () => {
  const keys = () => deps.db.select().from(applicationKeys);

  test('is shown once, expires when it was said, and is removed', async () => {
    const { path } = await application();
    const page = await (await admin.post(`${path}/keys`, { name: 'Backup <b>', days: '30' })).text();
    const key = /value="(flk_[\w-]{40,})"/.exec(page)![1]!;
    const [stored] = await keys();
    expect(stored).toMatchObject({ name: 'Backup <b>', keyHash: hashToken(key), lastUsedAt: null });
    expect(stored!.expiresAt!.getTime() - deps.clock().getTime()).toBe(30 * 86_400_000);
    const listed = await text(path);
    expect(listed).toContain('Backup &lt;b&gt;');
    expect(listed).not.toContain(key);
    await admin.post(`${path}/keys/${stored!.id}/remove`);
    expect(await keys()).toEqual([]);
    expect(await kinds()).toEqual(expect.arrayContaining(['application-key-made', 'application-key-removed']));
  });

  test('may never expire, and needs a name', async () => {
    const { path } = await application();
    await admin.post(`${path}/keys`, { name: 'For ever', days: 'never' });
    expect((await keys())[0]!.expiresAt).toBeNull();
    for (const form of [
      { name: '', days: '30' },
      { name: 'a', days: '31' },
      { name: 'x'.repeat(61), days: '30' },
      {},
    ]) {
      expect((await admin.post(`${path}/keys`, form as Record<string, string>)).status).toBe(422);
    }
    expect(await (await admin.post(`${path}/keys`, { name: 'kept', days: '0' })).text()).toContain('value="kept"');
    expect(await keys()).toHaveLength(1);
  });

  test('of another application is not removed', async () => {
    const [one, other] = [await application(), await application()];
    await admin.post(`${one.path}/keys`, { name: 'a', days: '30' });
    const [{ id } = { id: '' }] = await keys();
    expect((await admin.post(`${other.path}/keys/${id}/remove`)).status).toBe(404);
    expect(await keys()).toHaveLength(1);
  });
});

describe('the test', () => {
  const seen = (more: object = {}) => ({
    at: deps.clock(),
    proxy: '10.1.2.3',
    asked: '/gateway/forward-auth',
    ...more,
  });

  test('says that no proxy has asked, then what was wrong, then that it works', async () => {
    const { path, origin } = await application();
    expect(await text(`${path}/test`)).toContain(`No proxy has asked about ${origin}`);
    noteSeen(origin, seen({ problem: 'proxy-unknown' }));
    expect(await text(`${path}/test`)).toContain('came from 10.1.2.3, which is no trusted proxy');
    deps.clock.forward(1000);
    noteSeen(origin, seen());
    const page = await text(`${path}/test`);
    expect(page).toContain('The proxy 10.1.2.3 asks about');
    expect(page).not.toContain('no trusted proxy');
  });

  test('tells of a proxy that leaves a header out', async () => {
    const { path } = await application();
    noteSeen(undefined, seen({ problem: 'header-missing', header: 'X-Forwarded-Host' }));
    expect(await text(`${path}/test`)).toContain('without the header X-Forwarded-Host');
    deps.clock.forward(2 * 3_600_000);
    expect(await text(`${path}/test`)).not.toContain('without the header');
  });

  test('shows the last refused request with its reason, and who got in', async () => {
    const { path } = await application({ ...presetSettings('grafana', 'https://grafana.example.com'), slug: 'g' });
    expect(await text(`${path}/test`)).toContain('There is no client secret yet');
    const at = deps.clock();
    const detail = { application: 'g', why: 'redirect address https://other.example/cb' };
    await happened(deps.db, { at, userId: null, kind: 'application-refused', detail });
    await happened(deps.db, {
      at,
      userId: null,
      kind: 'application-refused',
      detail: { application: 'x', why: 'other' },
    });
    const page = await text(`${path}/test`);
    expect(page).toContain('redirect address https://other.example/cb');
    expect(page).not.toContain('Reason: other');
    const [root] = await deps.db.query.users.findMany();
    await happened(deps.db, { at, userId: root!.id, kind: 'application-opened', detail: { application: 'g' } });
    expect(await text(`${path}/test`)).toContain('root got in.');
  });

  test('names what keeps everybody out', async () => {
    const off = await application({ enabled: false, forwardAuth: false });
    expect(await text(off.path)).toContain('It asks in no way.');
    expect(await text(off.path)).toContain('The application is off.');
    const nobody = await application({ audience: 'chosen' });
    expect(await text(nobody.path)).toContain('Nobody is chosen');
    const http = await application({ origins: ['http://10.0.0.9:8080'] });
    expect(await text(http.path)).toContain('http://10.0.0.9:8080 is plain http.');
  });

  test('comes as a fragment to htmx and as a page to others', async () => {
    const { path } = await application();
    const fragment = await admin.get(`${path}/test`, { 'HX-Request': 'true' });
    expect(await fragment.text()).toStartWith('<div id="checks"');
    expect(await text(`${path}/test`)).toStartWith('<!doctype html>');
  });
});
