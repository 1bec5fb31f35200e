/**
 * What an application got in a session ends with it. What it keeps beyond that the person agreed to.
 * On PGlite alone: other tests run its statements on PostgreSQL.
 */
import { beforeEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import * as client from 'openid-client';
import { userNamed } from '../../test/helpers/site/admin.ts';
import {
  addApp,
  answer,
  CALLBACK,
  enter,
  type OidcSite,
  oidcSite,
  redeem,
  relyingParty,
  request,
  signInThere,
  walk,
} from '../../test/helpers/site/relying-party.ts';
import { confirmAt, PASSWORD, registerAt, type Visitor } from '../../test/helpers/site/site.ts';
import { applications, oidcRecords, users } from '../db/schema.ts';

let site: OidcSite;
let anna: Visitor;
let photos: client.Configuration;
beforeEach(async () => {
  site = await oidcSite();
  await addApp();
  anna = site.visitor();
  await registerAt(anna, 'anna');
  photos = await relyingParty(site);
});

type Tokens = Awaited<ReturnType<typeof enter>>;

/** Lasting access, to which the person agrees. */
async function enterForLong(): Promise<Tokens> {
  const asked = await request(photos, { scope: 'openid offline_access', prompt: 'consent' });
  const question = await walk(anna, asked.url);
  expect(await question.response.text()).toContain('It keeps access after you sign out here');
  return redeem(photos, await answer(anna, question, { decision: 'allow' }), asked);
}

async function works({ access_token, refresh_token }: Tokens): Promise<boolean[]> {
  const does = (work: Promise<unknown>) => work.then(() => true).catch(() => false);
  return [
    await does(client.fetchUserInfo(photos, access_token, client.skipSubjectCheck)),
    (await client.tokenIntrospection(photos, access_token)).active,
    (await client.tokenIntrospection(photos, refresh_token!)).active,
    await does(client.refreshTokenGrant(photos, refresh_token!)),
  ];
}
const ALL = [true, true, true, true];
const NOTHING = [false, false, false, false];

async function newPassword(visitor: Visitor): Promise<void> {
  await confirmAt(visitor);
  await visitor.post('/account/password', { password: 'eight large stones' });
}

describe('everything that an application got ends at once', () => {
  test('when the person signs out', async () => {
    const tokens = await enter(photos, anna);
    await anna.post('/logout');
    expect(await works(tokens)).toEqual(NOTHING);
  });

  test('when the session ends elsewhere', async () => {
    const tokens = await enter(photos, anna);
    await anna.post('/account/sessions/end', { which: 'all' });
    expect(await works(tokens)).toEqual(NOTHING);
  });

  test('when the session expires', async () => {
    const tokens = await enter(photos, anna);
    site.deps.clock.forward(31 * 86_400_000);
    expect(await works(tokens)).toEqual(NOTHING);
  });

  test('when an administrator disables the account, lasting access included', async () => {
    const [one, two] = [await enter(photos, anna), await enterForLong()];
    await site.deps.db.update(users).set({ disabledAt: site.deps.clock() });
    expect(await works(one)).toEqual(NOTHING);
    expect(await works(two)).toEqual(NOTHING);
  });

  test('when the account is deleted, and no record is left', async () => {
    await enterForLong();
    await site.deps.db.delete(users).where(eq(users.id, (await userNamed('anna')).id));
    expect(await site.deps.db.select().from(oidcRecords)).toEqual([]);
  });

  test('when the password changes, lasting access included', async () => {
    const [one, two] = [await enter(photos, anna), await enterForLong()];
    const { passwordHash } = await userNamed('anna');
    await newPassword(anna);
    expect((await userNamed('anna')).passwordHash).not.toBe(passwordHash);
    expect(await works(one)).toEqual(NOTHING);
    expect(await works(two)).toEqual(NOTHING);
  });

  test('when the application is switched off, or no longer for the person', async () => {
    const [one, two] = [await enter(photos, anna), await enterForLong()];
    await site.deps.db.update(applications).set({ audience: 'chosen' });
    await Bun.sleep(510);
    expect(await works(one)).toEqual(NOTHING);
    await site.deps.db.update(applications).set({ audience: 'everybody', enabled: false });
    await Bun.sleep(510);
    await expect(client.refreshTokenGrant(photos, two.refresh_token!)).rejects.toThrow();
    await expect(client.fetchUserInfo(photos, two.access_token, client.skipSubjectCheck)).rejects.toThrow();
  });
});

test('a code of a session that has ended is worth nothing', async () => {
  const asked = await request(photos);
  const back = await walk(anna, asked.url);
  await anna.post('/logout');
  await expect(redeem(photos, back, asked)).rejects.toThrow();
});

test('a new sign-in in the same browser brings nothing of the former one back', async () => {
  const tokens = await enter(photos, anna);
  await anna.post('/logout');
  await anna.post('/login', { username: 'anna', password: PASSWORD });
  const again = await enter(photos, anna);
  expect(await works(tokens)).toEqual(NOTHING);
  expect(await works(again)).toEqual(ALL);
});

test('somebody else in the same browser is somebody else to the application', async () => {
  const tokens = await enter(photos, anna);
  await anna.post('/logout');
  await registerAt(anna, 'bob');
  const bobs = await enter(photos, anna);
  expect(bobs.claims()!.sub).toBe((await userNamed('bob')).id);
  expect(await works(tokens)).toEqual(NOTHING);
});

test('a session whose id is renewed stays the same to the application', async () => {
  const tokens = await enter(photos, anna);
  await confirmAt(anna);
  expect(await works(tokens)).toEqual(ALL);
});

test('lasting access goes on after signing out', async () => {
  const tokens = await enterForLong();
  await anna.post('/logout');
  expect(await works(tokens)).toEqual(ALL);
});

test('lasting access needs the question: without it the scope is left out', async () => {
  const tokens = await enter(photos, anna, { scope: 'openid offline_access' });
  expect(tokens.scope).toBe('openid');
  await anna.post('/logout');
  expect(await works(tokens)).toEqual(NOTHING);
});

describe('an application that is set to ask', () => {
  beforeEach(async () => {
    await addApp({ slug: 'wiki', name: 'Wiki', oidc: { consent: true } });
    photos = await relyingParty(site, { slug: 'wiki' });
  });

  test('says what it will learn, and is asked about once', async () => {
    const asked = await request(photos);
    const question = await walk(anna, asked.url);
    const text = await question.response.text();
    expect(text).toContain('Sign in to Wiki?');
    expect(text).toContain('the groups that you are in');
    expect(text).toContain('https://photos.example.org');
    const back = await answer(anna, question, { decision: 'allow' });
    expect((await redeem(photos, back, asked)).claims()?.aud).toBe('wiki');

    await anna.post('/logout');
    await anna.post('/login', { username: 'anna', password: PASSWORD });
    expect((await enter(photos, anna)).claims()?.aud).toBe('wiki');
    const again = await walk(anna, (await request(photos, { prompt: 'consent' })).url);
    expect(again.url.pathname).toStartWith('/oidc/interaction/');
  });

  test('asks again for more, and learns of a no', async () => {
    const asked = await request(photos, { scope: 'openid' });
    await answer(anna, await walk(anna, asked.url), { decision: 'allow' });
    const more = await walk(anna, (await request(photos)).url);
    expect(more.url.pathname).toStartWith('/oidc/interaction/');
    const { url } = await answer(anna, more, { decision: 'deny' });
    expect(url.href).toStartWith(CALLBACK);
    expect(url.searchParams.get('error')).toBe('access_denied');
  });

  test('cannot be let in without the question in the background', async () => {
    const { url } = await walk(anna, (await request(photos, { prompt: 'none' })).url);
    expect(url.searchParams.get('error')).toBe('consent_required');
  });
});

test('a native application without a secret is asked about each time', async () => {
  await addApp({ slug: 'phone', oidc: { authMethod: 'none', native: true } });
  const phone = await relyingParty(site, { slug: 'phone', auth: client.None() });
  for (let time = 0; time < 2; time++) {
    const asked = await request(phone);
    const question = await walk(anna, asked.url);
    expect(question.url.pathname).toStartWith('/oidc/interaction/');
    const back = await answer(anna, question, { decision: 'allow' });
    expect((await redeem(phone, back, asked)).claims()?.aud).toBe('phone');
  }
});

describe('in the background', () => {
  test('who is signed in is let in, anew each time', async () => {
    const asked = await request(photos, { prompt: 'none' });
    expect((await redeem(photos, await walk(anna, asked.url), asked)).claims()?.aud).toBe('photos');
  });

  test('who is not signed in is not', async () => {
    const { url } = await walk(site.visitor(), (await request(photos, { prompt: 'none' })).url);
    expect(url.searchParams.get('error')).toBe('login_required');
    await anna.post('/logout');
    const out = await walk(anna, (await request(photos, { prompt: 'none' })).url);
    expect(out.url.searchParams.get('error')).toBe('login_required');
  });
});

test('a half-done sign-in is none: the second step comes first', async () => {
  const { secondFactor: _, ...config } = site.deps.config;
  site = await oidcSite({ config: { ...config, secondFactor: 'all' } });
  await addApp();
  photos = await relyingParty(site);
  const bob = site.visitor();
  await registerAt(bob, 'bob');
  // Whoever has to set up a passkey is signed in for that alone.
  const asked = await request(photos);
  const { url } = await walk(bob, asked.url);
  expect(url.pathname).toBe('/account/passkeys/add');
  expect(url.searchParams.get('next')).toStartWith('/oidc/interaction/');
  const silent = await walk(bob, (await request(photos, { prompt: 'none' })).url);
  expect(silent.url.searchParams.get('error')).toBe('login_required');
  const other = site.visitor();
  const there = await signInThere(other, await walk(other, (await request(photos)).url), 'bob');
  expect(there.url.pathname).toBe('/account/passkeys/add');
});
