/** Signing in to a page behind Apache and mod_auth_openidc, a certified relying party. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { groupMembers, groups } from '../../../src/db/schema.ts';
import { tellEnded } from '../../../src/oidc/sessions/backchannel.ts';
import { describeIf } from '../../helpers/need.ts';
import { type Apache, noApache, startApache } from '../../helpers/server/apache.ts';
import { freePort } from '../../helpers/server/server.ts';
import { userNamed } from '../../helpers/site/admin.ts';
import { type Listening, listen } from '../../helpers/site/listening.ts';
import { addApp, SECRET } from '../../helpers/site/relying-party.ts';
import { PASSWORD } from '../../helpers/site/site.ts';
import { wanderer } from '../../helpers/site/wanderer.ts';

describeIf(!noApache, 'Apache', noApache ?? '', () => {
  let apache: Apache;
  let site = '';
  let here: Listening;

  beforeAll(async () => {
    here = await listen();
    site = here.url;
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    await addApp({
      slug: 'apache',
      policy: { ways: ['password'] },
      oidc: {
        redirectUris: [`${origin}/callback`],
        postLogoutRedirectUris: [`${origin}/out.html`],
        backchannelLogoutUri: `${origin}/callback?logout=backchannel`,
      },
    });
    apache = await startApache(port, { url: site, secret: SECRET });
  });
  afterAll(async () => {
    await apache?.stop();
    await here?.stop();
  });

  test('leads to the sign-in and back, and knows who it is and their groups', async () => {
    const anna = wanderer();
    await anna.send(`${site}/register`, { username: 'anna', password: PASSWORD, display_name: 'Anna' });
    const { id } = await userNamed('anna');
    const [family] = await here.deps.db.insert(groups).values({ name: 'family' }).returning();
    await here.deps.db.insert(groupMembers).values({ groupId: family!.id, userId: id });
    await anna.send(`${site}/logout`, {});

    const login = await anna.open(`${apache.origin}/`);
    expect(login.url.pathname).toBe('/login');
    const next = login.url.searchParams.get('next')!;
    const { url, response } = await anna.send(`${site}/login`, { username: 'anna', password: PASSWORD, next });
    expect(`${url} ${response.status} ${apache.errors()}`).toStartWith(`${apache.origin}/ 200`);
    expect(response.headers.get('X-User')).toBe('anna');
    expect(response.headers.get('X-Groups')).toBe('family');

    // The sign-out here ends the session there, without the browser.
    await anna.send(`${site}/logout`, {});
    expect((await anna.open(`${apache.origin}/`)).response.headers.get('X-User')).toBe('anna');
    await tellEnded(here.deps);
    expect((await anna.open(`${apache.origin}/`)).url.pathname).toBe('/login');
  });

  test('signs out here from there', async () => {
    const bob = wanderer();
    await bob.send(`${site}/register`, { username: 'bob', password: PASSWORD, display_name: 'Bob' });
    expect((await bob.open(`${apache.origin}/`)).response.headers.get('X-User')).toBe('bob');
    const away = `${apache.callback}?logout=${encodeURIComponent(`${apache.origin}/out.html`)}`;
    const question = await bob.open(away);
    const text = await question.response.text();
    expect(text).toContain('Sign out of FaceLogin, too?');
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(text)![1]!;
    const { url } = await bob.send(`${site}/oidc/logout/confirm`, { xsrf, logout: 'yes' });
    expect(url.href).toBe(`${apache.origin}/out.html`);
    expect((await bob.open(`${site}/account`)).url.pathname).toBe('/login');
    expect((await bob.open(`${apache.origin}/`)).url.pathname).toBe('/login');
  });
});
