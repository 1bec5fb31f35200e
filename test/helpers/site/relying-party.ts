/** An application that signs people in by OpenID Connect, and a browser that walks between it and the site. */
import * as client from 'openid-client';
import { oidcClient } from '../../../src/applications/application.ts';
import { addApplication, type NewApplication, setSecret } from '../../../src/applications/applications.store.ts';
import { hashToken } from '../../../src/crypto/tokens.ts';
import type { Database } from '../../../src/db/open.ts';
import { oidcKeys } from '../../../src/db/schema.ts';
import type { Deps } from '../../../src/deps.ts';
import { signingKeys } from '../../../src/oidc/provider/keys.ts';
import { testDb, truncateAll } from '../data/db.ts';
import { testClock, testConfig, testDeps } from './deps.ts';
import { openSite, PASSWORD, type Visitor } from './site.ts';

export const SITE = 'https://face.example.org';
export const CALLBACK = 'https://photos.example.org/callback';
export const SECRET = 'a secret of 256 random bits, for a test';

type OidcSettings = Partial<NonNullable<NewApplication['oidc']>>;
export type AppSettings = Partial<Omit<NewApplication, 'oidc'>> & { oidc?: OidcSettings | null };

function newApplication({ oidc = {}, ...settings }: AppSettings): NewApplication {
  const common = { icon: '', enabled: true, origins: [], launchUrl: '', forwardAuth: false, preflights: false };
  return {
    ...{ slug: 'photos', name: 'Photos', ...common, audience: 'everybody', groups: [], people: [], rules: [] },
    policy: { ways: ['password', 'face', 'passkey'] },
    ...settings,
    oidc: oidc && oidcClient.parse({ redirectUris: [CALLBACK], ...oidc }),
  };
}

/** Adds an application with {@link SECRET}. @param given another database than that of the tests. @returns its id. */
export async function addApp(settings: AppSettings = {}, given?: Database): Promise<string> {
  const db = given ?? (await testDb());
  const id = await addApplication(db, newApplication(settings), new Date());
  await setSecret(db, id, hashToken(SECRET), new Date());
  return id;
}

/** An empty site on https. Its clock begins at the system's time, by which the provider's library goes. */
export async function keylessOidcSite(overrides: Partial<Deps> = {}) {
  await truncateAll();
  const clock = testClock(new Date());
  const config = testConfig({ FACELOGIN_PUBLIC_URL: SITE });
  const deps = await testDeps({ config, clock, ...overrides });
  return { ...openSite(deps), deps: { ...deps, clock } };
}

let madeOnce: typeof oidcKeys.$inferSelect | undefined;

/** The same with a signing key, which takes a tenth of a second to make: the sites of a process have the same one. */
export async function oidcSite(overrides: Partial<Deps> = {}) {
  const site = await keylessOidcSite(overrides);
  const { db, clock } = site.deps;
  if (madeOnce) {
    await db.insert(oidcKeys).values({ ...madeOnce, createdAt: clock() });
  } else {
    await signingKeys(site.deps);
    [madeOnce] = await db.select().from(oidcKeys);
  }
  return site;
}

export type OidcSite = Awaited<ReturnType<typeof oidcSite>>;

/** Lets an application's library speak to the site in this process. */
export function fetchOf({ app }: Pick<OidcSite, 'app'>, headers: Record<string, string> = {}) {
  return (url: string | URL, init?: RequestInit): Promise<Response> => {
    const all = new Headers(init?.headers);
    for (const [name, value] of Object.entries({ 'X-Forwarded-Proto': 'https', ...headers })) all.set(name, value);
    return Promise.resolve(app.request(String(url), { ...init, headers: all }, { remoteAddress: '127.0.0.1' }));
  };
}

/** The application, as `openid-client` has it. */
export async function relyingParty(
  site: Pick<OidcSite, 'app'>,
  { slug = 'photos', auth = client.ClientSecretBasic(SECRET) }: { slug?: string; auth?: client.ClientAuth } = {},
): Promise<client.Configuration> {
  const options = { [client.customFetch]: fetchOf(site) as client.CustomFetch };
  const configuration = await client.discovery(new URL(`${SITE}/oidc`), slug, {}, auth, options);
  configuration[client.customFetch] = fetchOf(site) as client.CustomFetch;
  return configuration;
}

export type Asked = { url: URL; verifier: string; nonce: string; state: string };

/** An authorization request. A parameter of `undefined` is left out. */
export async function request(
  configuration: client.Configuration,
  more: Record<string, string | undefined> = {},
): Promise<Asked> {
  const [verifier, nonce, state] = [client.randomPKCECodeVerifier(), client.randomNonce(), client.randomState()];
  const parameters: Record<string, string | undefined> = {
    redirect_uri: CALLBACK,
    scope: 'openid profile email groups',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...{ nonce, state, ...more },
  };
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { url: client.buildAuthorizationUrl(configuration, Object.fromEntries(given)), verifier, nonce, state };
}

/** Where the browser is: at another site, or at a page of ours. */
export type Place = { url: URL; response: Response };

/** Follows redirects, and pages that go on by themselves, until the browser leaves the site or has a page to answer. */
export async function walk(visitor: Visitor, from: URL | string): Promise<Place> {
  let url = new URL(from, SITE);
  for (let steps = 0; steps < 12; steps++) {
    if (url.origin !== SITE) return { url, response: new Response() };
    const response = await visitor.get(url.pathname + url.search);
    const onward = response.headers.get('Location') ?? response.headers.get('Refresh')?.split('url=')[1];
    if (!onward) return { url, response };
    url = new URL(onward, url);
  }
  throw new Error('the site leads round in circles');
}

/** Posts the form of a page and walks on. */
export async function answer(visitor: Visitor, { url }: Place, form: Record<string, string>): Promise<Place> {
  const response = await visitor.post(url.pathname + url.search, form);
  const onward = response.headers.get('Location') ?? response.headers.get('Refresh')?.split('url=')[1];
  return onward ? walk(visitor, new URL(onward, url)) : { url, response };
}

/** Signs in by password at the page to which the site led. */
export async function signInThere(visitor: Visitor, { url }: Place, username: string): Promise<Place> {
  const next = url.searchParams.get('next') ?? '';
  const response = await visitor.post('/login', { username, password: PASSWORD, next });
  return walk(visitor, new URL(response.headers.get('Location') ?? '', SITE));
}

/** The application's part at the end: takes the tokens for the code. */
export function redeem(configuration: client.Configuration, { url }: Place, asked: Asked, verifier = asked.verifier) {
  const expected = { expectedNonce: asked.nonce, expectedState: asked.state };
  return client.authorizationCodeGrant(configuration, url, { pkceCodeVerifier: verifier, ...expected });
}

/** The whole sign-in of somebody who is signed in to the site. */
export async function enter(
  configuration: client.Configuration,
  visitor: Visitor,
  more: Record<string, string | undefined> = {},
) {
  const asked = await request(configuration, more);
  return redeem(configuration, await walk(visitor, asked.url), asked);
}
