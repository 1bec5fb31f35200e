/** Signing out: begun by an application, or told to the applications. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { createPublicKey, verify } from 'node:crypto';
import * as client from 'openid-client';
import { userNamed } from '../../test/helpers/site/admin.ts';
import {
  addApp,
  enter,
  type OidcSite,
  oidcSite,
  relyingParty,
  SITE,
  walk,
} from '../../test/helpers/site/relying-party.ts';
import { registerAt, type Visitor } from '../../test/helpers/site/site.ts';
import { oidcKeys, oidcRecords, users } from '../db/schema.ts';
import { tellEnded } from './sessions/backchannel.ts';

const GOODBYE = 'https://photos.example.org/goodbye';

/** An application that is told of sign-outs. */
let told: string[] = [];
let answerWith: () => Response | Promise<Response> = () => new Response();
let listener: ReturnType<typeof Bun.serve>;
beforeAll(() => {
  listener = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: async (asked) => {
      told.push((await asked.formData()).get('logout_token') as string);
      return answerWith();
    },
  });
});
afterAll(() => listener.stop(true));

let site: OidcSite;
let anna: Visitor;
let photos: client.Configuration;
const warned: string[] = [];
beforeEach(async () => {
  told = [];
  warned.length = 0;
  answerWith = () => new Response();
  const log = { info: () => {}, warn: (line: string) => void warned.push(line), error: () => {} };
  site = await oidcSite({ log });
  const backchannelLogoutUri = `http://127.0.0.1:${listener.port}/backchannel`;
  await addApp({ oidc: { postLogoutRedirectUris: [GOODBYE], backchannelLogoutUri } });
  anna = site.visitor();
  await registerAt(anna, 'anna');
  photos = await relyingParty(site);
});

type Tokens = Awaited<ReturnType<typeof enter>>;

function endSession({ id_token }: Tokens, more: Record<string, string> = {}): URL {
  const parameters = { id_token_hint: id_token!, post_logout_redirect_uri: GOODBYE, state: 'abc', ...more };
  return client.buildEndSessionUrl(photos, parameters);
}

/** Answers the question whether FaceLogin is left, too. */
async function say(visitor: Visitor, url: URL, form: Record<string, string>): Promise<Response> {
  const { response } = await walk(visitor, url);
  const text = await response.text();
  expect(text).toMatch(/Sign out of FaceLogin(, too)?\?/);
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(text)![1]!;
  return visitor.post('/oidc/logout/confirm', { xsrf, ...form });
}

/** Checks the token as an application does. @returns its claims. */
async function claimsOf(token: string) {
  const [head, body, signature] = token.split('.') as [string, string, string];
  const header = JSON.parse(Buffer.from(head, 'base64url').toString());
  const { keys } = (await (await site.app.request(`${SITE}/oidc/jwks`)).json()) as { keys: { kid: string }[] };
  const key = createPublicKey({ key: keys.find(({ kid }) => kid === header.kid)! as never, format: 'jwk' });
  expect(verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
  expect(header).toMatchObject({ alg: 'RS256', typ: 'logout+jwt' });
  return JSON.parse(Buffer.from(body, 'base64url').toString());
}

describe('an application that signs somebody out', () => {
  test('gets them back, and FaceLogin is left, too', async () => {
    const tokens = await enter(photos, anna);
    const response = await say(anna, endSession(tokens), { logout: 'yes' });
    expect(response.status).toBe(303);
    expect(response.headers.get('Location')).toBe(`${GOODBYE}?state=abc`);
    expect((await anna.get('/account')).headers.get('Location')).toStartWith('/login');
    await expect(client.refreshTokenGrant(photos, tokens.refresh_token!)).rejects.toThrow();
  });

  test('gets them back while they stay signed in here, without what it had', async () => {
    await addApp({ slug: 'wiki' });
    const wiki = await relyingParty(site, { slug: 'wiki' });
    const [tokens, others] = [await enter(photos, anna), await enter(wiki, anna)];
    const response = await say(anna, endSession(tokens), {});
    expect(response.headers.get('Location')).toBe(`${GOODBYE}?state=abc`);
    expect((await anna.get('/account')).status).toBe(200);
    await expect(client.refreshTokenGrant(photos, tokens.refresh_token!)).rejects.toThrow();
    const again = await enter(photos, anna);
    await expect(client.fetchUserInfo(photos, tokens.access_token, client.skipSubjectCheck)).rejects.toThrow();
    expect(again.claims()!.sid).not.toBe(tokens.claims()!.sid);
    expect((await client.refreshTokenGrant(wiki, others.refresh_token!)).access_token).toBeString();
  });

  test('may send a form', async () => {
    const url = endSession(await enter(photos, anna));
    const foreign = { Origin: 'https://photos.example.org', 'Sec-Fetch-Site': 'cross-site' };
    const response = await anna.post(url.pathname, Object.fromEntries(url.searchParams), foreign);
    expect(response.status).toBe(303);
    expect(response.headers.get('Location')).toBe(url.pathname + url.search);
  });

  test('does not sign out who does not answer, and no other site answers for them', async () => {
    const url = endSession(await enter(photos, anna));
    const text = await (await walk(anna, url)).response.text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(text)![1]!;
    const foreign = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
    expect((await anna.post('/oidc/logout/confirm', { xsrf, logout: 'yes' }, foreign)).status).toBe(403);
    expect((await anna.post('/oidc/logout/confirm', { xsrf: 'x', logout: 'yes' })).status).toBe(400);
    expect((await anna.get('/account')).status).toBe(200);
  });

  test('sends nobody to an address that is not registered', async () => {
    const url = endSession(await enter(photos, anna), { post_logout_redirect_uri: 'https://evil.example/' });
    const { response } = await walk(anna, url);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('Photos wants to go on to an unknown address');
  });

  test('who names no address ends at a page of this site', async () => {
    const response = await say(anna, new URL(`${SITE}/oidc/logout`), { logout: 'yes' });
    const { url, response: shown } = await walk(anna, response.headers.get('Location')!);
    expect(url.pathname).toBe('/oidc/logout/success');
    expect(await shown.text()).toContain('You are signed out');
  });

  test('has its way where nobody is signed in any more', async () => {
    const url = endSession(await enter(photos, anna));
    await anna.post('/logout');
    const { response } = await walk(anna, url);
    const text = await response.text();
    expect(response.headers.get('Content-Security-Policy')).toMatch(/script-src [^;]*'sha256-/);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(text)![1]!;
    const back = await anna.post('/oidc/logout/confirm', { xsrf, logout: 'yes' });
    expect(back.headers.get('Location')).toBe(`${GOODBYE}?state=abc`);
  });

  test('has its way with a token that was signed with a key of long ago', async () => {
    const tokens = await enter(photos, anna);
    await site.deps.db.delete(oidcKeys);
    await Bun.sleep(1_010);
    const response = await say(anna, endSession(tokens), { logout: 'yes' });
    expect(response.headers.get('Location')).toBe(`${GOODBYE}?state=abc`);
  });

  test('its page may lead to the registered address', async () => {
    const { response } = await walk(anna, endSession(await enter(photos, anna)));
    expect(response.headers.get('Content-Security-Policy')).toContain("form-action 'self' https://photos.example.org");
  });
});

describe('an application is told', () => {
  const ends: [string, (tokens: Tokens) => Promise<unknown>][] = [
    ['signs out', () => anna.post('/logout')],
    ['ends the session elsewhere', () => anna.post('/account/sessions/end', { which: 'all' })],
    ['is disabled', () => site.deps.db.update(users).set({ disabledAt: site.deps.clock() })],
    ['is deleted', () => site.deps.db.delete(users)],
    ['signs out at the application', (tokens) => say(anna, endSession(tokens), { logout: 'yes' })],
  ];
  for (const [name, end] of ends) {
    test(`when the person ${name}, once`, async () => {
      const { id } = await userNamed('anna');
      const tokens = await enter(photos, anna);
      await tellEnded(site.deps);
      expect(told).toEqual([]);
      await end(tokens);
      await Promise.all([tellEnded(site.deps), tellEnded({ ...site.deps })]);
      await tellEnded(site.deps);
      expect(told).toHaveLength(1);
      const claims = await claimsOf(told[0]!);
      expect(claims).toMatchObject({ iss: `${SITE}/oidc`, aud: 'photos', sub: id, sid: tokens.claims()!.sid });
      expect(claims.events).toEqual({ 'http://schemas.openid.net/event/backchannel-logout': {} });
      expect(claims.jti).toBeString();
      expect(claims.nonce).toBeUndefined();
      expect((await site.deps.db.select().from(oidcRecords)).filter(({ model }) => model === 'LogoutNotice')).toEqual(
        [],
      );
    });
  }

  test('and one that fails is left alone, with a line in the log', async () => {
    answerWith = () => new Response(null, { status: 500 });
    await enter(photos, anna);
    await anna.post('/logout');
    await tellEnded(site.deps);
    await tellEnded(site.deps);
    expect(told).toHaveLength(1);
    expect(warned).toEqual(['An application was not told of a sign-out']);
  });
});
