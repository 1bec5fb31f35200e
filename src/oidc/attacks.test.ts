/** What an attacker, or an application that makes a mistake, does not get. */
import { beforeEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import * as client from 'openid-client';
import {
  addApp,
  CALLBACK,
  enter,
  type OidcSite,
  oidcSite,
  redeem,
  relyingParty,
  request,
  SECRET,
  SITE,
  walk,
} from '../../test/helpers/site/relying-party.ts';
import { registerAt, type Visitor } from '../../test/helpers/site/site.ts';
import { applications, auditEvents } from '../db/schema.ts';

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

function refused() {
  return site.deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'application-refused'));
}

describe('a code', () => {
  test('works once, and its second use ends what the first one got', async () => {
    const photos = await relyingParty(site);
    const asked = await request(photos);
    const back = await walk(anna, asked.url);
    const tokens = await redeem(photos, back, asked);
    expect(await refusal(redeem(photos, back, asked))).toBe('invalid_grant');
    expect(await refusal(client.refreshTokenGrant(photos, tokens.refresh_token!))).toBe('invalid_grant');
    await expect(client.fetchUserInfo(photos, tokens.access_token, client.skipSubjectCheck)).rejects.toThrow();
  });

  test('of two requests at the same time one gets tokens', async () => {
    const photos = await relyingParty(site);
    const asked = await request(photos);
    const back = await walk(anna, asked.url);
    const both = await Promise.all([refusal(redeem(photos, back, asked)), refusal(redeem(photos, back, asked))]);
    expect(both.filter((outcome) => outcome === 'taken').length).toBeLessThan(2);
    expect(both).toContain('invalid_grant');
  });

  test('of one application is worth nothing to another', async () => {
    await addApp({ slug: 'wiki', name: 'Wiki' });
    const [photos, wiki] = [await relyingParty(site), await relyingParty(site, { slug: 'wiki' })];
    const asked = await request(photos);
    const back = await walk(anna, asked.url);
    expect(await refusal(redeem(wiki, back, asked))).toBe('invalid_grant');
  });

  test('is worth nothing without the proof of who asked for it, or with another one', async () => {
    const photos = await relyingParty(site);
    const asked = await request(photos);
    const back = await walk(anna, asked.url);
    expect(await refusal(redeem(photos, back, asked, client.randomPKCECodeVerifier()))).toBe('invalid_grant');
    const without = { expectedNonce: asked.nonce, expectedState: asked.state };
    expect(await refusal(client.authorizationCodeGrant(photos, back.url, without))).toBe('invalid_grant');
  });

  test('is over after a minute', async () => {
    const photos = await relyingParty(site);
    const asked = await request(photos);
    const back = await walk(anna, asked.url);
    site.deps.clock.forward(61_000);
    expect(await refusal(redeem(photos, back, asked))).toBe('invalid_grant');
  });
});

test('an application has to send PKCE, unless it is set to do without', async () => {
  const without = { code_challenge: undefined, code_challenge_method: undefined };
  const back = await walk(anna, (await request(await relyingParty(site), without)).url);
  expect(back.url.searchParams.get('error')).toBe('invalid_request');
  const plain = await walk(anna, (await request(await relyingParty(site), { code_challenge_method: 'plain' })).url);
  expect(plain.url.searchParams.get('error')).toBe('invalid_request');

  await addApp({ slug: 'git', oidc: { pkce: false } });
  const git = await relyingParty(site, { slug: 'git' });
  const asked = await request(git, without);
  const { url } = await walk(anna, asked.url);
  const expected = { expectedNonce: asked.nonce, expectedState: asked.state };
  expect((await client.authorizationCodeGrant(git, url, expected)).claims()?.aud).toBe('git');
});

test('an application without a secret has to send PKCE whatever its settings say', async () => {
  await addApp({ slug: 'page', oidc: { authMethod: 'none', pkce: false } });
  const page = await relyingParty(site, { slug: 'page', auth: client.None() });
  const without = { code_challenge: undefined, code_challenge_method: undefined };
  expect((await walk(anna, (await request(page, without)).url)).url.searchParams.get('error')).toBe('invalid_request');
  expect((await enter(page, anna)).claims()?.aud).toBe('page');
});

describe('the address to return to', () => {
  const elsewhere = [
    'https://evil.example/callback',
    `${CALLBACK}/`,
    `${CALLBACK}?x=1`,
    'http://photos.example.org/callback',
    'https://photos.example.org:8443/callback',
    'https://photos.example.org@evil.example/callback',
    'https://photos.example.org/CALLBACK',
  ];
  for (const address of elsewhere) {
    test(`${address} is shown, not followed`, async () => {
      const asked = await request(await relyingParty(site), { redirect_uri: address });
      const { url, response } = await walk(anna, asked.url);
      expect(url.origin).toBe(SITE);
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('Photos wants to go on to an unknown address');
      expect(await refused()).toMatchObject([{ detail: { application: 'photos', why: 'redirect' } }]);
    });
  }

  test('of the code and of the token request are the same', async () => {
    await addApp({ slug: 'two', oidc: { redirectUris: [CALLBACK, `${CALLBACK}/2`] } });
    const two = await relyingParty(site, { slug: 'two' });
    const asked = await request(two);
    const { url } = await walk(anna, asked.url);
    const other = new URL(url.href.replace(CALLBACK, `${CALLBACK}/2`));
    expect(await refusal(redeem(two, { url: other, response: new Response() }, asked))).toBe('invalid_grant');
  });

  test('of an application on a device may be a scheme of its own', async () => {
    const address = 'app.photos:///oauth-callback';
    await addApp({ slug: 'phone', oidc: { redirectUris: [CALLBACK, address], native: true } });
    const asked = await request(await relyingParty(site, { slug: 'phone' }), { redirect_uri: address });
    expect((await walk(anna, asked.url)).url.href).toStartWith(address);
  });
});

describe('an application', () => {
  test('that is unknown, switched off or not set up gets a page that says so', async () => {
    const photos = await relyingParty(site);
    const { url } = await request(photos);
    const say = async (change: () => unknown) => {
      await change();
      await Bun.sleep(510);
      const { response } = await walk(anna, url);
      return [response.status, /<h1>([^<]*)/.exec(await response.text())?.[1]];
    };
    const set = (values: object) => () => site.deps.db.update(applications).set(values);
    expect(await say(set({ enabled: false }))).toEqual([400, 'Photos is switched off']);
    expect(await say(set({ enabled: true, oidc: null }))).toEqual([400, 'Photos cannot sign people in this way']);
    expect(await say(set({ slug: 'other' }))).toEqual([400, 'This application is not known here']);
  });

  test('with a wrong secret, or another way to show it, gets nothing', async () => {
    for (const auth of [client.ClientSecretBasic('wrong'), client.None()]) {
      const photos = await relyingParty(site, { auth });
      const asked = await request(photos);
      expect(await refusal(redeem(photos, await walk(anna, asked.url), asked))).toMatch(/^(401|invalid_client)$/);
    }
  });

  test('shows its secret in the body where it is set to', async () => {
    await addApp({ slug: 'films', oidc: { authMethod: 'client_secret_post' } });
    const films = await relyingParty(site, { slug: 'films', auth: client.ClientSecretPost(SECRET) });
    expect((await enter(films, anna)).claims()?.aud).toBe('films');
  });

  test('that is not for a person learns nothing of them', async () => {
    await site.deps.db.update(applications).set({ audience: 'chosen' });
    const photos = await relyingParty(site);
    const { url, response } = await walk(anna, (await request(photos)).url);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('Photos is not open to you');
    expect(await refused()).toMatchObject([{ detail: { application: 'photos', why: 'not-for-person' } }]);
    const back = await anna.post(url.pathname, { decision: 'deny' });
    const after = await walk(anna, back.headers.get('Refresh')!.split('url=')[1]!);
    expect(after.url.searchParams.get('error')).toBe('access_denied');
    const silent = await walk(anna, (await request(photos, { prompt: 'none' })).url);
    expect(silent.url.searchParams.get('error')).toBe('access_denied');
  });
});
