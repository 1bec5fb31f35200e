import { beforeEach, expect, test } from 'bun:test';
import * as client from 'openid-client';
import {
  addApp,
  enter,
  keylessOidcSite,
  type OidcSite,
  relyingParty,
  SITE,
} from '../../../test/helpers/site/relying-party.ts';
import { openSite, registerAt } from '../../../test/helpers/site/site.ts';
import { templateKeys } from '../../crypto/templates.ts';
import { auditEvents, oidcKeys } from '../../db/schema.ts';
import { sweepOidc } from '../sweep.ts';
import { resealSigningKeys, rotateSigningKeys, signingKeys } from './keys.ts';

let site: OidcSite;
beforeEach(async () => {
  site = await keylessOidcSite();
});

const kids = async (deps = site.deps) => (await signingKeys(deps)).map(({ kid }) => kid);

/** The keys that a server publishes. */
async function published(from: Pick<OidcSite, 'app'>): Promise<string[]> {
  const response = await from.app.request(`${SITE}/oidc/jwks`);
  const { keys } = (await response.json()) as { keys: Record<string, string>[] };
  for (const key of keys) expect(Object.keys(key).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  return keys.map(({ kid }) => kid!);
}

test('of several servers one makes the first key, and all sign with it', async () => {
  const servers = [1, 2, 3, 4].map(() => ({ ...site.deps }));
  let made = 0;
  const found = await Promise.all(servers.map((deps) => signingKeys(deps, () => made++)));
  expect(made).toBe(1);
  expect(new Set(found.map(([key]) => key!.kid)).size).toBe(1);
  expect(await site.deps.db.select().from(oidcKeys)).toHaveLength(1);
});

test('the database has no part of the key in clear', async () => {
  const [key] = await signingKeys(site.deps);
  const stored = (await site.deps.db.select().from(oidcKeys))[0]!;
  const bytes = Buffer.from(stored.ciphertext).toString('latin1');
  for (const part of [key!.d!, key!.p!, key!.n!]) expect(bytes).not.toContain(part);
});

test('a new key is published before it signs, and the former one until its tokens are over', async () => {
  const [former] = await kids();
  site.deps.clock.forward(1_000);
  const { kid } = await rotateSigningKeys(site.deps);
  expect(await kids()).toEqual([former!, kid]);
  site.deps.clock.forward(11_000);
  expect(await kids()).toEqual([kid, former!]);
  site.deps.clock.forward(59 * 60_000);
  expect(await kids()).toEqual([kid, former!]);
  site.deps.clock.forward(2 * 60_000);
  expect(await kids()).toEqual([kid]);
  await sweepOidc(site.deps.db, site.deps.clock());
  expect(await site.deps.db.select().from(oidcKeys)).toHaveLength(1);
  expect(await site.deps.db.select().from(auditEvents)).toMatchObject([{ kind: 'oidc-keys-rotated', detail: { kid } }]);
});

test('servers that run learn of another key, and tokens of before still count', async () => {
  await addApp();
  const other = openSite({ ...site.deps });
  const anna = site.visitor();
  await registerAt(anna, 'anna');
  const photos = await relyingParty(site);
  const before = await enter(photos, anna);
  const former = await published(other);
  site.deps.clock.forward(1_000);
  const { kid } = await rotateSigningKeys(site.deps);
  site.deps.clock.forward(11_000);
  await Bun.sleep(1_010);
  expect(await published(other)).toEqual([kid, ...former]);
  expect(await published(site)).toEqual([kid, ...former]);
  expect((await client.fetchUserInfo(photos, before.access_token, client.skipSubjectCheck)).name).toBe('anna');
  // An application fetches the keys again where a token names one that it does not know.
  const after = await enter(await relyingParty(site), anna);
  const [header] = after.id_token!.split('.');
  expect(JSON.parse(Buffer.from(header!, 'base64url').toString())).toMatchObject({ kid, alg: 'RS256' });
});

test('a new template key seals the signing keys anew', async () => {
  const [kid] = await kids();
  const [old, next] = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(8)];
  const both = { ...site.deps, keys: templateKeys(next, old) };
  expect(await resealSigningKeys(both)).toBe(1);
  expect(await kids({ ...site.deps, keys: templateKeys(next) })).toEqual([kid!]);
});

test('a server that lost its template key makes another signing key', async () => {
  const [kid] = await kids();
  const lost = { ...site.deps, keys: templateKeys(new Uint8Array(32).fill(9)) };
  const [made] = await kids(lost);
  expect(made).toBeString();
  expect(made).not.toBe(kid!);
});
