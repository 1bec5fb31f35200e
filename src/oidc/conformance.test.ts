/**
 * What the test plans of the OpenID Foundation ask of a provider and no other test of this room shows.
 * `docs/oidc.md` lists every test of those plans.
 * On PGlite alone: other tests run its statements on PostgreSQL.
 */
import { beforeEach, describe, expect, test } from 'bun:test';
import * as client from 'openid-client';
import {
  addApp,
  enter,
  fetchOf,
  type OidcSite,
  oidcSite,
  redeem,
  relyingParty,
  request,
  SITE,
  walk,
} from '../../test/helpers/site/relying-party.ts';
import { registerAt, type Visitor } from '../../test/helpers/site/site.ts';

const GOODBYE = 'https://photos.example.org/goodbye';
let site: OidcSite;
let anna: Visitor;
let photos: client.Configuration;
beforeEach(async () => {
  site = await oidcSite();
  await addApp({ oidc: { postLogoutRedirectUris: [GOODBYE] } });
  anna = site.visitor();
  await registerAt(anna, 'anna');
  photos = await relyingParty(site);
});

describe('userinfo', () => {
  const ask = (init: RequestInit) => fetchOf(site)(`${SITE}/oidc/userinfo`, init);
  const ways: [string, (token: string) => RequestInit][] = [
    ['GET with a header', (token) => ({ headers: { Authorization: `Bearer ${token}` } })],
    ['POST with a header', (token) => ({ method: 'POST', headers: { Authorization: `Bearer ${token}` } })],
    ['POST with a form', (token) => ({ method: 'POST', body: new URLSearchParams({ access_token: token }) })],
  ];
  for (const [name, init] of ways) {
    test(`answers ${name}`, async () => {
      const { access_token } = await enter(photos, anna);
      const response = await ask(init(access_token));
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ preferred_username: 'anna' });
    });
  }

  test('takes no token in the address', async () => {
    const { access_token } = await enter(photos, anna);
    const response = await fetchOf(site)(`${SITE}/oidc/userinfo?access_token=${access_token}`);
    expect(response.status).toBe(400);
  });
});

describe('a scope tells what it stands for', () => {
  const scopes: [string, string[]][] = [
    ['openid', []],
    ['openid profile', ['name', 'preferred_username']],
    ['profile openid', ['name', 'preferred_username']],
    ['openid groups', ['groups']],
    ['openid address phone', []],
  ];
  for (const [scope, names] of scopes) {
    test(scope, async () => {
      const { access_token } = await enter(photos, anna, { scope });
      const { sub: _, ...told } = await client.fetchUserInfo(photos, access_token, client.skipSubjectCheck);
      expect(Object.keys(told).toSorted()).toEqual(names.toSorted());
    });
  }
});

describe('a request is carried out', () => {
  const more: [string, Record<string, string | undefined>][] = [
    ['without a nonce', { nonce: undefined }],
    ['with a parameter that nobody knows', { extra: 'foobar' }],
    ['with display=page', { display: 'page' }],
    ['with display=popup', { display: 'popup' }],
    ['with a language', { ui_locales: 'se', claims_locales: 'se' }],
    ['with a hint of the name', { login_hint: 'anna@example.org' }],
    ['with a greatest age of hours', { max_age: '10000' }],
  ];
  for (const [name, parameters] of more) {
    test(name, async () => {
      const { url } = await walk(anna, (await request(photos, parameters)).url);
      expect(url.searchParams.get('code')).toBeString();
    });
  }

  test('in the background with the token of the same person, and not with that of another', async () => {
    const { id_token } = await enter(photos, anna);
    const again = await walk(anna, (await request(photos, { prompt: 'none', id_token_hint: id_token })).url);
    expect(again.url.searchParams.get('code')).toBeString();
    const bob = site.visitor();
    await registerAt(bob, 'bob');
    const other = await walk(bob, (await request(photos, { prompt: 'none', id_token_hint: id_token })).url);
    expect(other.url.searchParams.get('error')).toBe('login_required');
  });
});

describe('a request is refused', () => {
  const more: [string, Record<string, string>, string][] = [
    ['with a request object', { request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
    ['with the address of one', { request_uri: 'https://photos.example.org/request' }, 'request_uri_not_supported'],
    ['with a prompt that nobody knows', { prompt: 'sing' }, 'invalid_request'],
    ['with a prompt beside none', { prompt: 'none login' }, 'invalid_request'],
    ['with a greatest age below zero', { max_age: '-1' }, 'invalid_request'],
  ];
  for (const [name, parameters, error] of more) {
    test(name, async () => {
      const { url } = await walk(anna, (await request(photos, parameters)).url);
      expect(url.searchParams.get('error')).toBe(error);
    });
  }

  test('without a response type', async () => {
    const { url } = await request(photos);
    url.searchParams.delete('response_type');
    const { url: back } = await walk(anna, url);
    expect(back.searchParams.get('error')).toBe('invalid_request');
  });

  test('without an address to return to, where there are two', async () => {
    await addApp({ slug: 'two', oidc: { redirectUris: ['https://a.example/cb', 'https://b.example/cb'] } });
    const { url } = await request(await relyingParty(site, { slug: 'two' }), { redirect_uri: undefined });
    expect((await walk(anna, url)).response.status).toBe(400);
  });
});

describe('signing out', () => {
  async function ask(parameters: Record<string, string>) {
    const { url, response } = await walk(anna, `${SITE}/oidc/logout?${new URLSearchParams(parameters)}`);
    const text = await response.text();
    return { url, status: response.status, question: /Sign out of FaceLogin/.test(text), text };
  }
  const hint = async () => (await enter(photos, anna)).id_token!;

  test('is asked about without parameters, with a state alone, with a hint alone', async () => {
    const id_token_hint = await hint();
    for (const parameters of [{}, { state: 'abc' }, { id_token_hint }, { post_logout_redirect_uri: GOODBYE }]) {
      expect(await ask(parameters as Record<string, string>)).toMatchObject({ status: 200, question: true });
    }
  });

  test('leads to no address for which nobody vouches', async () => {
    const { text } = await ask({ post_logout_redirect_uri: GOODBYE });
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(text)![1]!;
    const response = await anna.post('/oidc/logout/confirm', { xsrf, logout: 'yes' });
    expect(response.headers.get('Location')).toBe(`${SITE}/oidc/logout/success`);
  });

  test('is refused with a query added to the address, and with a changed or broken hint', async () => {
    const id_token_hint = await hint();
    const [head, , signature] = id_token_hint.split('.');
    const changed = Buffer.from(JSON.stringify({ aud: 'photos', iss: `${SITE}/oidc`, sub: 'x' })).toString('base64url');
    const wrong: Record<string, string>[] = [
      { id_token_hint, post_logout_redirect_uri: `${GOODBYE}?x=1` },
      { id_token_hint: `${head}.${changed}.${signature}`, post_logout_redirect_uri: GOODBYE },
      { id_token_hint: 'x', post_logout_redirect_uri: GOODBYE },
      { id_token_hint, client_id: 'other' },
    ];
    for (const parameters of wrong) expect(await ask(parameters)).toMatchObject({ status: 400, question: false });
  });

  test('with a hint of another issuer leads nowhere but to the question', async () => {
    const foreign = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const parts = [foreign({ alg: 'RS256', kid: 'theirs' }), foreign({ aud: 'photos', sub: 'x' }), 'x'];
    const { text, status } = await ask({ id_token_hint: parts.join('.'), post_logout_redirect_uri: GOODBYE });
    expect(status).toBe(200);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(text)![1]!;
    const response = await anna.post('/oidc/logout/confirm', { xsrf, logout: 'yes' });
    expect(response.headers.get('Location')).toBe(`${SITE}/oidc/logout/success`);
  });

  test('returns without a state where none was given', async () => {
    const { text } = await ask({ id_token_hint: await hint(), post_logout_redirect_uri: GOODBYE });
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(text)![1]!;
    const response = await anna.post('/oidc/logout/confirm', { xsrf, logout: 'yes' });
    expect(response.headers.get('Location')).toBe(GOODBYE);
  });
});

test('a code that comes back after half a minute is refused, and what it got ends', async () => {
  const asked = await request(photos);
  const back = await walk(anna, asked.url);
  const tokens = await redeem(photos, back, asked);
  site.deps.clock.forward(30_000);
  await expect(redeem(photos, back, asked)).rejects.toThrow();
  await expect(client.fetchUserInfo(photos, tokens.access_token, client.skipSubjectCheck)).rejects.toThrow();
});
