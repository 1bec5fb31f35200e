/**
 * How fresh and how strong a sign-in an application asks for: what is missing is asked for, and nothing more.
 * On PGlite alone: other tests run its statements on PostgreSQL.
 */
import { beforeEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import type * as client from 'openid-client';
import {
  addApp,
  enter,
  type OidcSite,
  oidcSite,
  type Place,
  redeem,
  relyingParty,
  request,
  walk,
} from '../../test/helpers/site/relying-party.ts';
import { registerAt, type Visitor } from '../../test/helpers/site/site.ts';
import type { Proof, ProofKind } from '../access/policy.ts';
import { hashToken } from '../crypto/tokens.ts';
import { applications } from '../db/schema.ts';
import { noteProofs } from '../sessions/proofs.store.ts';

let site: OidcSite;
let anna: Visitor;
let photos: client.Configuration;
beforeEach(async () => {
  site = await oidcSite({ liveness: { challenge: true } });
  await addApp();
  anna = site.visitor();
  await registerAt(anna, 'anna');
  photos = await relyingParty(site);
});

const MINUTE = 60_000;
const ACR = 'urn:facelogin:acr:';

/** What the page of the further proof notes when it is given. */
async function show(kind: ProofKind, more: Partial<Proof> = {}): Promise<void> {
  const proof = { kind, at: site.deps.clock(), live: false, device: false, ...more };
  await noteProofs(site.deps.db, hashToken(anna.cookies.get('__Host-session')!), [proof]);
}

/** Which proofs the site asks for, and for whom. */
function askedFor({ url }: Place) {
  return url.pathname === '/step-up' ? [url.searchParams.get('need'), url.searchParams.get('app')] : url.href;
}

/** Goes on from the page of the further proof. */
const onward = ({ url }: Place) => walk(anna, url.searchParams.get('next')!);

test('prompt=login asks for a new proof, which then counts', async () => {
  site.deps.clock.forward(MINUTE);
  const asked = await request(photos, { prompt: 'login' });
  const step = await walk(anna, asked.url);
  expect(askedFor(step)).toEqual(['password,face,passkey', 'photos']);
  expect(askedFor(await onward(step))).toEqual(['password,face,passkey', 'photos']);
  site.deps.clock.forward(5_000);
  await show('password');
  const tokens = await redeem(photos, await onward(step), asked);
  expect(tokens.claims()?.amr).toEqual(['pwd']);
});

describe('max_age', () => {
  test('lets a fresh sign-in pass, and tells when it was', async () => {
    site.deps.clock.forward(4 * MINUTE);
    const tokens = await enter(photos, anna, { max_age: '300' });
    expect(Math.abs((tokens.claims()!.auth_time as number) - (Date.now() / 1000 - 240))).toBeLessThan(5);
  });

  test('asks for a new proof where the last one is older', async () => {
    site.deps.clock.forward(6 * MINUTE);
    const asked = await request(photos, { max_age: '300' });
    const step = await walk(anna, asked.url);
    expect(askedFor(step)).toEqual(['password,face,passkey', 'photos']);
    await show('face', { live: true });
    const claims = (await redeem(photos, await onward(step), asked)).claims()!;
    expect(Date.now() / 1000 - (claims.auth_time as number)).toBeLessThan(5);
  });

  test('of a second does not lead round in circles', async () => {
    site.deps.clock.forward(MINUTE);
    const asked = await request(photos, { max_age: '1' });
    const step = await walk(anna, asked.url);
    await show('password');
    site.deps.clock.forward(10_000);
    expect((await redeem(photos, await onward(step), asked)).claims()?.aud).toBe('photos');
  });

  test('of nothing is prompt=login', async () => {
    site.deps.clock.forward(MINUTE);
    expect(askedFor(await walk(anna, (await request(photos, { max_age: '0' })).url))).toEqual([
      'password,face,passkey',
      'photos',
    ]);
  });

  test('is an error where no page may be shown', async () => {
    site.deps.clock.forward(MINUTE);
    const { url } = await walk(anna, (await request(photos, { max_age: '10', prompt: 'none' })).url);
    expect(url.searchParams.get('error')).toBe('login_required');
  });
});

describe('acr_values', () => {
  test('lead to the missing proof alone, and the token names what was reached', async () => {
    const asked = await request(photos, { acr_values: `${ACR}face-live` });
    const step = await walk(anna, asked.url);
    expect(askedFor(step)).toEqual(['face', 'photos']);
    await show('face', { live: true });
    const claims = (await redeem(photos, await onward(step), asked)).claims()!;
    expect(claims).toMatchObject({ acr: `${ACR}face-live`, amr: ['face', 'pwd', 'mfa'] });
  });

  test('that are met ask for nothing', async () => {
    const tokens = await enter(photos, anna, { acr_values: `${ACR}passkey ${ACR}password` });
    expect(tokens.claims()?.acr).toBe(`${ACR}password`);
  });

  test('are an error where no page may be shown', async () => {
    const { url } = await walk(anna, (await request(photos, { acr_values: `${ACR}passkey`, prompt: 'none' })).url);
    expect(url.searchParams.get('error')).toBe('login_required');
  });

  test('that nobody knows are left alone', async () => {
    expect((await enter(photos, anna, { acr_values: 'urn:example:gold' })).claims()?.acr).toBe(`${ACR}password`);
  });
});

test("the application's own policy is asked for, whatever the request says", async () => {
  await site.deps.db
    .update(applications)
    .set({ policy: { ways: ['face'], maxAge: 10 } })
    .where(eq(applications.slug, 'photos'));
  await Bun.sleep(510);
  const asked = await request(photos);
  const step = await walk(anna, asked.url);
  expect(askedFor(step)).toEqual(['face', 'photos']);
  await show('face');
  expect((await redeem(photos, await onward(step), asked)).claims()?.amr).toEqual(['face', 'pwd', 'mfa']);
  site.deps.clock.forward(11 * MINUTE);
  expect(askedFor(await walk(anna, (await request(photos)).url))).toEqual(['face', 'photos']);
});
