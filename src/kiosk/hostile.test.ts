/** A kiosk's addresses against whoever is no kiosk, or none any more. */
import { beforeEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { testConfig } from '../../test/helpers/site/deps.ts';
import {
  addPerson,
  type KioskStage,
  kioskStage,
  makeKiosk,
  postFrame,
  registerTablet,
} from '../../test/helpers/site/kiosk.ts';
import { registerAt } from '../../test/helpers/site/site.ts';
import { attendance, auditEvents, kiosks, sessions } from '../db/schema.ts';
import { LIMITS } from '../limits.ts';
import { CODE_MS, giveCode } from './device.ts';

let kiosk: KioskStage;
beforeEach(async () => {
  kiosk = await kioskStage();
  await addPerson(1, { name: 'Anna' });
  kiosk.see(1);
});

const JSON_ONLY = { Accept: 'application/json' };
const ADDRESSES = ['/kiosk/frame', '/kiosk/here', '/kiosk/leave'];

describe('without the key of a tablet', () => {
  test('no address answers, and no worker sees a picture', async () => {
    for (const cookie of ['', 'kiosk=', 'kiosk=forged', `kiosk=${'x'.repeat(4_000)}`, 'session=x; device=y']) {
      for (const path of ADDRESSES) {
        const response = await kiosk.site.visitor().post(path, {}, { ...JSON_ONLY, Cookie: cookie });
        expect([path, response.status]).toEqual([path, 401]);
        expect(await response.json()).toMatchObject({ error: { code: 'no-kiosk' } });
      }
      expect((await postFrame(kiosk.site.visitor(), undefined, { Cookie: cookie })).status).toBe(401);
    }
    expect(kiosk.scene.asked).toEqual([]);
  });

  test('a signed-in person is no kiosk, and what the database keeps is no key', async () => {
    const anna = kiosk.site.visitor();
    await registerAt(anna, 'anna');
    expect((await postFrame(anna)).status).toBe(401);
    const [row] = await kiosk.deps.db.select().from(kiosks);
    expect((await postFrame(kiosk.site.visitor(), undefined, { Cookie: `kiosk=${row!.deviceHash}` })).status).toBe(401);
  });

  test('the page is the form of a code, and forgets a key that is none', async () => {
    const visitor = kiosk.site.visitor();
    visitor.cookies.set('kiosk', 'forged');
    const response = await visitor.get('/kiosk');
    expect(await response.text()).toContain('/kiosk/register');
    expect(visitor.cookies.has('kiosk')).toBe(false);
  });
});

describe('a kiosk that was removed', () => {
  test('gets nothing more, not even for the frame that is being looked at', async () => {
    await kiosk.look(1);
    kiosk.scene.meanwhile = async () => void (await kiosk.deps.db.delete(kiosks));
    kiosk.deps.clock.forward(400);
    expect((await postFrame(kiosk.tablet)).status).toBe(401);
    expect((await postFrame(kiosk.tablet)).status).toBe(401);
    expect(await kiosk.deps.db.select().from(attendance)).toEqual([]);
  });

  test('leaves its attendance, with the name that it had', async () => {
    await kiosk.look(2);
    await kiosk.deps.db.delete(kiosks);
    expect(await kiosk.deps.db.select().from(attendance)).toMatchObject([{ kioskId: null, place: 'Front door' }]);
  });
});

describe('the key of another kiosk', () => {
  test('works for that kiosk alone', async () => {
    const other = await makeKiosk(kiosk.deps.clock, { name: 'Till', attendance: 'out' });
    const till = kiosk.site.visitor();
    await registerTablet(till, other.code);
    for (let i = 0; i < 3; i++) {
      kiosk.deps.clock.forward(400);
      await postFrame(till);
    }
    expect(await kiosk.deps.db.select().from(attendance)).toMatchObject([{ kioskId: other.id, place: 'Till' }]);
  });

  test('does not slow this one down, nor does a flood from its address', async () => {
    const other = await makeKiosk(kiosk.deps.clock, { name: 'Till' });
    const till = kiosk.site.visitor();
    await registerTablet(till, other.code);
    kiosk.deps.clock.forward(400);
    const statuses = await Promise.all(Array.from({ length: 20 }, () => postFrame(till).then(({ status }) => status)));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 429)).toHaveLength(19);
    expect(kiosk.scene.asked).toHaveLength(1);
    expect((await postFrame(kiosk.tablet)).status).toBe(200);
  });
});

describe('a code', () => {
  const codeOf = async (name: string) => (await makeKiosk(kiosk.deps.clock, { name })).code;

  test('works once: of two tablets at the same moment one is registered', async () => {
    const code = await codeOf('Till');
    const tablets = [kiosk.site.visitor(), kiosk.site.visitor(), kiosk.site.visitor()];
    const statuses = await Promise.all(
      tablets.map(async (one) => (await one.post('/kiosk/register', { code })).status),
    );
    expect(statuses.toSorted()).toEqual([303, 422, 422]);
    expect(tablets.filter((one) => one.cookies.has('kiosk'))).toHaveLength(1);
    expect((await kiosk.site.visitor().post('/kiosk/register', { code })).status).toBe(422);
  });

  test('works for ten minutes, in any spelling', async () => {
    const code = await codeOf('Till');
    kiosk.deps.clock.forward(CODE_MS - 1);
    const spelled = ` ${code.slice(0, 4).toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')}-${code.slice(4)} `;
    expect((await kiosk.site.visitor().post('/kiosk/register', { code: spelled })).status).toBe(303);
    const late = await codeOf('Gate');
    kiosk.deps.clock.forward(CODE_MS);
    expect((await kiosk.site.visitor().post('/kiosk/register', { code: late })).status).toBe(422);
  });

  test('cannot be guessed: an address waits after a few, while another goes on', async () => {
    const code = await codeOf('Till');
    const guesser = kiosk.site.visitor({ address: '203.0.113.9' });
    const { free } = LIMITS['kiosk-code-address'];
    const statuses: number[] = [];
    for (let i = 0; i <= free + 1; i++)
      statuses.push((await guesser.post('/kiosk/register', { code: `A${i}` })).status);
    expect(statuses.slice(0, free + 1).every((status) => status === 422)).toBe(true);
    expect(statuses.at(-1)).toBe(429);
    expect((await guesser.post('/kiosk/register', { code })).status).toBe(429);
    await registerTablet(kiosk.site.visitor(), code);
  });

  test('keeps what was typed, and its page says what is wrong', async () => {
    for (const code of ['', 'WRONG-ONE', '<script>', 'x'.repeat(500), "' or 1=1 --"]) {
      kiosk.deps.clock.forward(3_600_000);
      const response = await kiosk.site.visitor().post('/kiosk/register', { code });
      expect(response.status).toBe(422);
      expect(await response.text()).not.toContain('<script>"');
    }
  });

  test('of a new tablet ends the old one', async () => {
    const code = await giveCode(kiosk.deps.db, kiosk.id, kiosk.deps.clock());
    await kiosk.look(1);
    await registerTablet(kiosk.site.visitor(), code);
    kiosk.deps.clock.forward(400);
    expect((await postFrame(kiosk.tablet)).status).toBe(401);
    const told = await kiosk.deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'kiosk-registered'));
    expect(told).toHaveLength(2);
  });
});

describe('another site', () => {
  test('can send no frame, no report and no PIN with the cookie of the tablet', async () => {
    const foreign: Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'cross-site' },
      { Origin: 'https://evil.example' },
      { Origin: '' },
    ];
    for (const headers of foreign) {
      for (const path of [...ADDRESSES, '/kiosk/register']) {
        expect((await kiosk.tablet.post(path, {}, headers)).status).toBe(403);
      }
    }
  });
});

test('bad frames get a plain answer, and the kiosk goes on', async () => {
  const wrong = new FormData();
  wrong.set('frame', 'a text');
  for (const [form, status] of [
    [wrong, 422],
    [new FormData(), 422],
  ] as const) {
    expect((await kiosk.tablet.post('/kiosk/frame', form, JSON_ONLY)).status).toBe(status);
  }
  expect((await kiosk.tablet.json('/kiosk/frame', { frame: 1 })).status).toBe(400);
  const large = new FormData();
  large.set('frame', new Blob([new Uint8Array(2 * 1_048_576)]), 'large.jpg');
  expect((await kiosk.tablet.post('/kiosk/frame', large, JSON_ONLY)).status).toBe(413);
  expect((await kiosk.look(2)).kind).toBe('greeting');
});

test('who is signed in beside the kiosk has no part in it, and gets no session by it', async () => {
  await registerAt(kiosk.tablet, 'beside');
  const before = await kiosk.deps.db.select().from(sessions);
  expect((await kiosk.look(2)).kind).toBe('greeting');
  expect(await kiosk.deps.db.select().from(sessions)).toEqual(before);
});

test('behind https the key is bound to this host and unreadable for scripts', async () => {
  kiosk = await kioskStage({}, { config: testConfig({ FACELOGIN_PUBLIC_URL: 'https://face.example.org' }) });
  const response = await kiosk.tablet.get('/kiosk');
  const line = response.headers.getSetCookie().find((one) => one.startsWith('__Host-kiosk='))!;
  expect(line).toMatch(/; Secure/);
  expect(line).toMatch(/; HttpOnly/);
  expect(line).toMatch(/; SameSite=Lax/);
  expect(line).toMatch(/; Max-Age=34560000/);
});
