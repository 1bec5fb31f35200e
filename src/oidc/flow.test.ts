/** The whole sign-in to an application, with `openid-client` in the application's place. */
import { beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import * as client from 'openid-client';
import { userNamed } from '../../test/helpers/site/admin.ts';
import {
  addApp,
  CALLBACK,
  enter,
  type OidcSite,
  oidcSite,
  redeem,
  relyingParty,
  request,
  SITE,
  signInThere,
  walk,
} from '../../test/helpers/site/relying-party.ts';
import { registerAt } from '../../test/helpers/site/site.ts';
import { auditEvents, groupMembers, groups, profiles } from '../db/schema.ts';

let site: OidcSite;
beforeEach(async () => {
  site = await oidcSite();
  await addApp();
});

test('the provider says of itself what it can', async () => {
  const metadata = (await relyingParty(site)).serverMetadata();
  expect(metadata).toMatchObject({
    issuer: `${SITE}/oidc`,
    authorization_endpoint: `${SITE}/oidc/auth`,
    token_endpoint: `${SITE}/oidc/token`,
    userinfo_endpoint: `${SITE}/oidc/userinfo`,
    jwks_uri: `${SITE}/oidc/jwks`,
    end_session_endpoint: `${SITE}/oidc/logout`,
    introspection_endpoint: `${SITE}/oidc/introspection`,
    revocation_endpoint: `${SITE}/oidc/revocation`,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    backchannel_logout_supported: true,
  });
  expect(metadata.scopes_supported?.toSorted()).toEqual(['email', 'groups', 'offline_access', 'openid', 'profile']);
  expect(metadata.registration_endpoint).toBeUndefined();
});

test('who is not signed in signs in and gets to the application, which learns who it is', async () => {
  const anna = site.visitor();
  await registerAt(anna, 'anna');
  await anna.post('/logout');
  const { id } = await userNamed('anna');
  await site.deps.db.update(profiles).set({ email: 'anna@example.org' }).where(eq(profiles.userId, id));
  const [group] = await site.deps.db.insert(groups).values({ name: 'family' }).returning();
  await site.deps.db.insert(groupMembers).values({ groupId: group!.id, userId: id });

  const photos = await relyingParty(site);
  const asked = await request(photos);
  const login = await walk(anna, asked.url);
  expect(login.url.pathname).toBe('/login');
  expect(login.url.searchParams.get('next')).toStartWith('/oidc/interaction/');
  const back = await signInThere(anna, login, 'anna');
  expect(back.url.href).toStartWith(CALLBACK);
  const tokens = await redeem(photos, back, asked);
  const claims = tokens.claims()!;
  expect(claims).toMatchObject({
    iss: `${SITE}/oidc`,
    aud: 'photos',
    sub: id,
    amr: ['pwd'],
    acr: 'urn:facelogin:acr:password',
  });
  expect(Math.abs((claims.auth_time as number) - Date.now() / 1000)).toBeLessThan(5);
  const info = await client.fetchUserInfo(photos, tokens.access_token, id);
  const about = { name: 'anna', preferred_username: 'anna', groups: ['family'] };
  expect(info as object).toEqual({ sub: id, ...about, email: 'anna@example.org', email_verified: false });

  const [opened] = await site.deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'application-opened'));
  expect(opened).toMatchObject({ userId: id, detail: { application: 'photos' } });
});

test('who is signed in gets there without a page', async () => {
  const anna = site.visitor();
  await registerAt(anna, 'anna');
  const photos = await relyingParty(site);
  const asked = await request(photos);
  const response = await anna.get(asked.url.pathname + asked.url.search);
  expect(response.status).toBe(303);
  expect(response.headers.get('Location')).toStartWith(CALLBACK);
  expect(response.headers.get('X-Request-Id')).toBeTruthy();
});

test('a refreshed token tells the same sign-in', async () => {
  const anna = site.visitor();
  await registerAt(anna, 'anna');
  const photos = await relyingParty(site);
  const tokens = await enter(photos, anna);
  const again = await client.refreshTokenGrant(photos, tokens.refresh_token!);
  expect(again.claims()).toMatchObject({ sub: tokens.claims()!.sub, auth_time: tokens.claims()!.auth_time });
  expect(again.refresh_token).not.toBe(tokens.refresh_token);
});
