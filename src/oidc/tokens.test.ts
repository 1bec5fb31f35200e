/**
 * Tokens, and the steps between a request and its answer: what somebody else can do with them.
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
  signInThere,
  walk,
} from '../../test/helpers/site/relying-party.ts';
import { registerAt, type Visitor } from '../../test/helpers/site/site.ts';
import { oidcRecords } from '../db/schema.ts';

let site: OidcSite;
let anna: Visitor;
beforeEach(async () => {
  site = await oidcSite();
  await addApp();
  anna = site.visitor();
  await registerAt(anna, 'anna');
});

/** The error of the token endpoint. */
async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'taken',
    (error: { error?: string; status?: number }) => error.error ?? String(error.status),
  );
}

describe('a refresh token', () => {
  test('that was used comes back: everybody loses the access', async () => {
    const photos = await relyingParty(site);
    const { refresh_token: first } = await enter(photos, anna);
    const second = await client.refreshTokenGrant(photos, first!);
    expect(await refusal(client.refreshTokenGrant(photos, first!))).toBe('invalid_grant');
    expect(await refusal(client.refreshTokenGrant(photos, second.refresh_token!))).toBe('invalid_grant');
  });

  test('of one application is worth nothing to another', async () => {
    await addApp({ slug: 'wiki' });
    const { refresh_token } = await enter(await relyingParty(site), anna);
    const wiki = await relyingParty(site, { slug: 'wiki' });
    expect(await refusal(client.refreshTokenGrant(wiki, refresh_token!))).toBe('invalid_grant');
  });

  test('that was revoked ends, and the access token with it', async () => {
    const photos = await relyingParty(site);
    const tokens = await enter(photos, anna);
    expect((await client.tokenIntrospection(photos, tokens.access_token)).active).toBe(true);
    await client.tokenRevocation(photos, tokens.refresh_token!);
    expect((await client.tokenIntrospection(photos, tokens.access_token)).active).toBe(false);
    expect(await refusal(client.refreshTokenGrant(photos, tokens.refresh_token!))).toBe('invalid_grant');
  });
});

test('only an application with a secret asks about tokens, and only about its own', async () => {
  await addApp({ slug: 'wiki' });
  await addApp({ slug: 'page', oidc: { authMethod: 'none' } });
  const { access_token } = await enter(await relyingParty(site), anna);
  const wiki = await relyingParty(site, { slug: 'wiki' });
  expect(await client.tokenIntrospection(wiki, access_token)).toMatchObject({ active: false });
  const page = await relyingParty(site, { slug: 'page', auth: client.None() });
  const own = await enter(page, anna);
  expect((await client.tokenIntrospection(page, own.access_token)).active).toBe(false);
});

test('the database has no code, token or cookie', async () => {
  const photos = await relyingParty(site);
  site.deps.clock.forward(1_000);
  const asked = await request(photos, { prompt: 'login' });
  const step = await walk(anna, asked.url);
  expect(step.url.pathname).toBe('/step-up');
  const tokens = await enter(photos, anna);
  const stored = JSON.stringify(await site.deps.db.select().from(oidcRecords));
  expect(stored).toContain('AccessToken');
  const cookies = [...anna.cookies].map(([, value]) => value);
  expect(cookies.length).toBeGreaterThan(3);
  for (const secret of [tokens.access_token, tokens.refresh_token!, ...cookies]) {
    // The address of an interaction is no secret by itself; it stands in the request that led there.
    if (step.url.href.includes(secret)) continue;
    expect(stored).not.toContain(secret);
  }
});

describe('an interaction', () => {
  test('of another browser is refused', async () => {
    const other = site.visitor();
    const { url } = await walk(other, (await request(await relyingParty(site))).url);
    const begun = url.searchParams.get('next')!;
    const stolen = await walk(anna, begun);
    expect(stolen.response.status).toBe(400);
    expect(await stolen.response.text()).toContain('begun in another browser');
  });

  test('that somebody else finishes in the same browser comes to nothing', async () => {
    const photos = await relyingParty(site);
    site.deps.clock.forward(1_000);
    const step = await walk(anna, (await request(photos, { prompt: 'login' })).url);
    const begun = step.url.searchParams.get('next')!;
    await anna.post('/logout');
    await registerAt(anna, 'bob');
    const { url, response } = await walk(anna, begun);
    expect(url.origin).toBe(SITE);
    expect(response.status).toBe(400);
  });

  test('takes its answer from its own page alone', async () => {
    await addApp({ slug: 'asks', oidc: { consent: true } });
    const { url } = await walk(anna, (await request(await relyingParty(site, { slug: 'asks' }))).url);
    const foreign = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' };
    expect((await anna.post(url.pathname, { decision: 'allow' }, foreign)).status).toBe(403);
  });
});

test('a browser gets into two applications with what each asked for', async () => {
  await addApp({ slug: 'wiki', oidc: { redirectUris: ['https://wiki.example.org/cb'] } });
  const [photos, wiki] = [await relyingParty(site), await relyingParty(site, { slug: 'wiki' })];
  const other = site.visitor();
  const [one, two] = [await request(photos), await request(wiki, { redirect_uri: 'https://wiki.example.org/cb' })];
  const first = await walk(other, one.url);
  // A browser keeps the cookies of each interaction apart, by their paths.
  const ofFirst = [...other.cookies];
  const second = await walk(other, two.url);
  const back = await signInThere(other, second, 'anna');
  expect((await redeem(wiki, back, two)).claims()?.aud).toBe('wiki');
  for (const [name, value] of ofFirst) if (/oidc_(interaction|resume)/.test(name)) other.cookies.set(name, value);
  const late = await walk(other, first.url.searchParams.get('next')!);
  expect((await redeem(photos, late, one)).claims()?.aud).toBe('photos');
  // The issuer in the answer keeps a client from taking it for another server's (RFC 9207).
  expect(back.url.searchParams.get('iss')).toBe(`${SITE}/oidc`);
});

test('a page of another site asks only for a public application of its own', async () => {
  await addApp({ slug: 'page', oidc: { authMethod: 'none' } });
  const ask = (slug: string, origin: string) =>
    fetchOf(site, { Origin: origin, 'Content-Type': 'application/x-www-form-urlencoded' })(`${SITE}/oidc/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'authorization_code', client_id: slug, code: 'x' }),
    });
  const header = 'Access-Control-Allow-Origin';
  expect((await ask('page', 'https://photos.example.org')).headers.get(header)).toBe('https://photos.example.org');
  expect((await ask('page', 'https://evil.example')).headers.get(header)).toBeNull();
  expect((await ask('photos', 'https://photos.example.org')).headers.get(header)).toBeNull();
});

test('addresses in the discovery are those of the settings, whatever a request says of its host', async () => {
  const headers = { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https' };
  const response = await site.app.request('https://evil.example/oidc/.well-known/openid-configuration', { headers });
  expect(await response.text()).not.toContain('evil');
});
