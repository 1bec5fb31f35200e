/**
 * The whole sign-in with `oauth4webapi`, as a page in the browser does it: without a secret, in every answer mode.
 * On PGlite alone: other tests run its statements on PostgreSQL.
 */
import { beforeEach, expect, test } from 'bun:test';
import * as oauth from 'oauth4webapi';
import {
  addApp,
  CALLBACK,
  fetchOf,
  type OidcSite,
  oidcSite,
  SITE,
  walk,
} from '../../test/helpers/site/relying-party.ts';
import { registerAt, type Visitor } from '../../test/helpers/site/site.ts';

let site: OidcSite;
let anna: Visitor;
let as: oauth.AuthorizationServer;
const page: oauth.Client = { client_id: 'page' };
const options = () => ({ [oauth.customFetch]: fetchOf(site, { Origin: new URL(CALLBACK).origin }) });

beforeEach(async () => {
  site = await oidcSite();
  await addApp({ slug: 'page', name: 'Page', oidc: { authMethod: 'none' } });
  anna = site.visitor();
  await registerAt(anna, 'anna');
  const issuer = new URL(`${SITE}/oidc`);
  as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options()));
});

async function ask(more: Record<string, string> = {}) {
  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  const url = new URL(as.authorization_endpoint!);
  const parameters = {
    client_id: page.client_id,
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'openid profile',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...{ state, nonce, ...more },
  };
  url.search = String(new URLSearchParams(parameters));
  return { url, verifier, state, nonce };
}

async function redeem(parameters: URL | URLSearchParams, { verifier, state, nonce }: Awaited<ReturnType<typeof ask>>) {
  const callback = oauth.validateAuthResponse(as, page, parameters, state);
  const response = await oauth.authorizationCodeGrantRequest(
    ...[as, page, oauth.None(), callback, CALLBACK, verifier, options()],
  );
  return oauth.processAuthorizationCodeResponse(as, page, response, { expectedNonce: nonce, requireIdToken: true });
}

test('the flow, userinfo, refresh and revocation', async () => {
  const asked = await ask();
  const tokens = await redeem((await walk(anna, asked.url)).url, asked);
  const { sub } = oauth.getValidatedIdTokenClaims(tokens)!;
  const about = await oauth.userInfoRequest(as, page, tokens.access_token, options());
  expect(await oauth.processUserInfoResponse(as, page, sub, about)).toMatchObject({ preferred_username: 'anna' });

  const refresh = (token: string) => oauth.refreshTokenGrantRequest(as, page, oauth.None(), token, options());
  const fresh = await oauth.processRefreshTokenResponse(as, page, await refresh(tokens.refresh_token!));
  expect(oauth.getValidatedIdTokenClaims(fresh)?.sub).toBe(sub);

  const revoked = await oauth.revocationRequest(as, page, oauth.None(), fresh.refresh_token!, options());
  await oauth.processRevocationResponse(revoked);
  expect((await refresh(fresh.refresh_token!)).status).toBe(400);
});

test('an answer as a form goes to the application by itself, and only there', async () => {
  const asked = await ask({ response_mode: 'form_post' });
  const { response } = await walk(anna, asked.url);
  const policy = response.headers.get('Content-Security-Policy')!;
  expect(policy).toContain("form-action 'self' https://photos.example.org");
  expect(policy).toMatch(/script-src 'self' 'sha256-/);
  const text = await response.text();
  expect(text).toContain(`action="${CALLBACK}"`);
  const inputs = text.matchAll(/name="(\w+)" value="([^"]*)"/g);
  const fields = [...inputs].map(([, name, value]): [string, string] => [name!, value!]);
  const tokens = await redeem(new URLSearchParams(fields), asked);
  expect(oauth.getValidatedIdTokenClaims(tokens)?.aud).toBe('page');
});

test('an answer behind the fragment mark', async () => {
  const asked = await ask({ response_mode: 'fragment' });
  const { url } = await walk(anna, asked.url);
  const tokens = await redeem(new URLSearchParams(url.hash.slice(1)), asked);
  expect(tokens.access_token).toBeString();
});

test('a request sent as a form of another site is carried out', async () => {
  const { url } = await ask();
  const foreign = { Origin: 'https://photos.example.org', 'Sec-Fetch-Site': 'cross-site' };
  const response = await anna.post(url.pathname, Object.fromEntries(url.searchParams), foreign);
  expect(response.status).toBe(303);
  const back = await walk(anna, response.headers.get('Location')!);
  expect(back.url.href).toStartWith(CALLBACK);
});

test('flows that put tokens into addresses are not there', async () => {
  for (const kind of ['token', 'id_token', 'code id_token', 'code token']) {
    const { url } = await walk(anna, (await ask({ response_type: kind })).url);
    const said = url.searchParams.get('error') ?? new URLSearchParams(url.hash.slice(1)).get('error');
    expect(said).toBe('unsupported_response_type');
  }
});
