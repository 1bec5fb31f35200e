/** A code for a phone in the wrong hands: photographed, relayed, replayed, answered twice, late, or for another browser. */
import { beforeEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { auditEvents, enrollments, handOffs, sessions, users } from '../../src/db/schema.ts';
import { OPEN_MS } from '../../src/handoff/desktop/begin.ts';
import { STEP_MS } from '../../src/handoff/phone/open.ts';
import { createSession } from '../../src/sessions/sessions.store.ts';
import { alice, onlyAlice } from '../helpers/camera/attempt.ts';
import { codeIn, type HandOffs, openHandOffs, picture, wrong } from '../helpers/site/hand-off.ts';
import type { Visitor } from '../helpers/site/site.ts';

let site: HandOffs;
beforeEach(async () => {
  await onlyAlice();
  site = await openHandOffs();
});

const sessionsThere = async () => (await site.deps.db.select().from(sessions)).length;
const events = async () => (await site.deps.db.select().from(auditEvents)).map(({ kind }) => kind);
const HTMX = { 'HX-Request': 'true' };

/** A hand-off whose phone has shown Alice's face. */
async function recognised(desktop: Visitor = site.desktop(), phone: Visitor = site.phone()) {
  const shown = await site.begin(desktop);
  await site.open(phone, shown.code);
  expect((await site.face(phone)).text).toContain('data-next="/phone"');
  return { desktop, phone, ...shown };
}

/** Nobody is signed in, whatever this browser asks now. */
async function nobodyIn(desktop: Visitor, id: string): Promise<void> {
  await site.wait(desktop, id);
  expect(desktop.cookies.has('__Host-session')).toBe(false);
  expect(await sessionsThere()).toBe(0);
}

describe('photographed', () => {
  test('a second phone is told that the code was opened, gets nothing of it, and disturbs nobody', async () => {
    const [desktop, owner, thief] = [site.desktop(), site.phone(), site.phone({ address: '192.168.1.66' })];
    const { id, code, number } = await site.begin(desktop);
    await site.open(owner, code);
    const answer = await site.open(thief, code);
    expect([answer.status, await answer.text()]).toEqual([410, expect.stringContaining('opened already')]);
    expect(thief.cookies.has('__Host-phone')).toBe(false);
    expect((await site.frame(thief, true)).status).toBe(410);
    await site.choose(thief, number);
    await site.face(owner);
    await site.choose(owner, number);
    await site.wait(desktop, id);
    expect(desktop.cookies.has('__Host-session')).toBe(true);
  });

  test('of phones that open it at once, one owns it', async () => {
    const { code } = await site.begin(site.desktop());
    const phones = Array.from({ length: 5 }, () => site.phone());
    const answers = await Promise.all(phones.map((phone) => site.open(phone, code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 410, 410, 410, 410]);
  });

  test('a thief who is first is seen at the desktop, and stopping there ends it', async () => {
    const [desktop, thief] = [site.desktop(), site.phone({ address: '198.51.100.66' })];
    const { id, code, number } = await site.begin(desktop);
    await site.open(thief, code);
    expect((await site.wait(desktop, id)).text).toContain('Opened on Safari on iPhone, 198.51.100.66');
    await desktop.post('/hand-off/stop', { id }, HTMX);
    expect((await site.frame(thief, true)).text).toContain('stopped on the other screen');
    await site.choose(thief, number);
    await nobodyIn(desktop, id);
  });

  test('a stop at the desktop comes in time after the face and before the number', async () => {
    const { desktop, phone, id, number } = await recognised();
    await desktop.post('/hand-off/stop', { id }, HTMX);
    await site.choose(phone, number);
    await nobodyIn(desktop, id);
  });
});

describe('relayed', () => {
  test('the phone names the browser, its place and the application, and warns of another network', async () => {
    const attacker = site.desktop({ address: '198.51.100.66' });
    const victim = site.phone();
    const { code } = await site.begin(attacker, { next: '/account' });
    await site.open(victim, code);
    const page = await site.page(victim);
    expect(page).toContain('Chrome on Linux, 198.51.100.66, wants to sign in<');
    expect(page).toContain('on another network');
    expect(page).toContain('Never open a code that somebody sent to you.');
  });

  test('a browser cannot give itself another name or place', async () => {
    const attacker = site.desktop({ userAgent: 'Your own computer, <b>safe</b>', address: '198.51.100.66' });
    const response = await attacker.post(
      '/login/phone',
      {},
      { ...HTMX, 'X-Forwarded-For': '192.168.1.1, 198.51.100.66' },
    );
    const victim = site.phone();
    await site.open(victim, (await codeIn(await response.text())).split('#')[1]!);
    expect(await site.page(victim)).toContain('An unknown browser, 198.51.100.66, wants to sign in<');
  });

  test('a wrong number ends it for good, and the account’s owner can see that', async () => {
    const { desktop, phone, id, number } = await recognised();
    await site.choose(phone, wrong(number));
    expect(await site.page(phone)).toContain('That was not the number');
    await site.choose(phone, number);
    await nobodyIn(desktop, id);
    expect((await site.wait(desktop, id)).text).toContain('data-over="number"');
    const [refused] = await site.deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'phone-refused'));
    expect(refused).toMatchObject({ userId: alice, detail: { reason: 'number', purpose: 'sign-in' } });
  });

  test('“none of these” and “I did not begin this” end it, too', async () => {
    for (const deny of [(phone: Visitor) => site.choose(phone, 0), (phone: Visitor) => phone.post('/phone/stop')]) {
      const { desktop, phone, id, number } = await recognised();
      await deny(phone);
      await site.choose(phone, number);
      await nobodyIn(desktop, id);
    }
    expect(await events()).toEqual(['phone-refused', 'phone-refused']);
  });

  test('a person who is tricked again and again soon has to wait', async () => {
    for (let i = 0; i < 5; i++) {
      const { phone, number } = await recognised();
      await site.choose(phone, wrong(number));
    }
    const { desktop, phone, id, number } = await recognised();
    expect((await site.choose(phone, number)).status).toBe(429);
    await nobodyIn(desktop, id);
  });

  test('a code for which no account is known writes no event, however often it is denied', async () => {
    for (let i = 0; i < 3; i++) {
      const phone = site.phone();
      await site.open(phone, (await site.begin(site.desktop())).code);
      await phone.post('/phone/stop');
    }
    expect(await events()).toEqual([]);
  });

  test('the number is not asked for, and not taken, before the face was accepted', async () => {
    const [desktop, phone] = [site.desktop(), site.phone()];
    const { id, code, number } = await site.begin(desktop);
    await site.open(phone, code);
    expect(await site.page(phone)).not.toContain(`value="${number}"`);
    await site.choose(phone, number);
    expect((await site.row(id))?.state).toBe('opened');
    await nobodyIn(desktop, id);
  });

  test('an address in a code is this site’s, whatever a header says', async () => {
    const lies = {
      ...HTMX,
      'X-Forwarded-Host': 'evil.example',
      Forwarded: 'host=evil.example',
      Referer: 'https://evil.example/',
    };
    const response = await site.desktop().post('/login/phone', {}, lies);
    expect(await codeIn(await response.text())).toStartWith('https://face.lan/phone#');
  });
});

describe('replayed', () => {
  test('a used code opens nothing, for the phone that used it and for any other', async () => {
    const { desktop, phone, id, code, number } = await recognised();
    await site.choose(phone, number);
    await site.wait(desktop, id);
    for (const one of [phone, site.phone()]) expect((await site.open(one, code)).status).toBe(410);
    expect((await site.frame(phone, true)).status).toBe(410);
    desktop.cookies.clear();
    expect((await site.wait(desktop, id)).text).toContain('data-over="late"');
    expect(await sessionsThere()).toBe(1);
  });

  test('an old cookie of the desktop signs nobody in again', async () => {
    const { desktop, phone, id, number } = await recognised();
    const kept = new Map(desktop.cookies);
    await site.choose(phone, number);
    await site.wait(desktop, id);
    const thief = site.desktop();
    for (const [name, value] of kept) thief.cookies.set(name, value);
    await site.wait(thief, id);
    expect(thief.cookies.has('__Host-session')).toBe(false);
    expect(await sessionsThere()).toBe(1);
  });

  test('of polls at the same time one signs in', async () => {
    const { desktop, phone, id, number } = await recognised();
    await site.choose(phone, number);
    const ends = await Promise.all([1, 2, 3, 4].map(() => site.wait(desktop, id, 'recognised')));
    expect(ends.filter(({ text }) => text.includes('data-next'))).toHaveLength(1);
    expect(await sessionsThere()).toBe(1);
  });

  test('the phone’s attempt signs the phone in nowhere, and an attempt of the phone brings no hand-off on', async () => {
    const [desktop, phone] = [site.desktop(), site.phone()];
    const { id, code } = await site.begin(desktop);
    await site.open(phone, code);
    await site.frame(phone, true);
    const post = async (path: string, first = false) => {
      site.deps.clock.forward(1_000);
      const form = new FormData();
      form.set('frame', picture(), 'frame.jpg');
      if (first) form.set('begin', '1');
      return phone.post(path, form, HTMX);
    };
    expect((await post('/login/face/frame')).status).toBe(401);
    expect(phone.cookies.has('__Host-session')).toBe(false);
    await post('/login/face/frame', true);
    expect((await site.frame(phone)).status).toBe(401);
    expect((await site.row(id))?.state).toBe('opened');
    await nobodyIn(desktop, id);
  });

  test('an attempt for one hand-off brings no other one on', async () => {
    const [first, second] = [site.phone(), site.phone()];
    const one = await site.begin(site.desktop());
    const other = await site.begin(site.desktop());
    await site.open(first, one.code);
    await site.open(second, other.code);
    await site.frame(first, true);
    second.cookies.set('__Host-attempt', first.cookies.get('__Host-attempt')!);
    expect((await site.frame(second)).status).toBe(401);
    expect([(await site.row(one.id))?.state, (await site.row(other.id))?.state]).toEqual(['opened', 'opened']);
  });
});

describe('answered twice', () => {
  test('of answers at the same time the first one counts', async () => {
    const { phone, id, number } = await recognised();
    const all = [number, wrong(number), wrong(number, 2)];
    await Promise.all(all.map((one) => site.choose(phone, one)));
    const row = await site.row(id);
    const kinds = await events();
    // Either the right one was first, or a wrong one: never both.
    expect(kinds).toHaveLength(1);
    expect(row?.state).toBe(kinds[0] === 'phone-confirmed' ? 'confirmed' : 'ended');
  });

  test('a second answer after the right one changes nothing', async () => {
    const { desktop, phone, id, number } = await recognised();
    await site.choose(phone, number);
    await site.choose(phone, wrong(number));
    await site.wait(desktop, id);
    expect(desktop.cookies.has('__Host-session')).toBe(true);
    expect(await events()).toEqual(['phone-confirmed', 'signed-in']);
  });

  test.each(['', 'x', '1e9999', '12.5', '-1', '٤٢'])('“%s” is no answer, or a wrong one', async (text) => {
    const { desktop, phone, id } = await recognised();
    expect((await phone.post('/phone/number', { number: text })).status).toBeLessThan(500);
    await nobodyIn(desktop, id);
  });
});

describe('too late', () => {
  test('a code opens for two minutes', async () => {
    const { code } = await site.begin(site.desktop());
    site.deps.clock.forward(OPEN_MS);
    expect((await site.open(site.phone(), code)).status).toBe(410);
  });

  test('each step of the phone has two minutes, and the desktop one', async () => {
    const [desktop, phone] = [site.desktop(), site.phone()];
    const { code } = await site.begin(desktop);
    await site.open(phone, code);
    site.deps.clock.forward(STEP_MS);
    expect((await site.frame(phone, true)).text).toContain('This code is over');
    const late = await recognised();
    site.deps.clock.forward(STEP_MS);
    await site.choose(late.phone, late.number);
    await nobodyIn(late.desktop, late.id);
    const unfetched = await recognised();
    await site.choose(unfetched.phone, unfetched.number);
    site.deps.clock.forward(60_000);
    await nobodyIn(unfetched.desktop, unfetched.id);
  });
});

describe('for another browser', () => {
  test('a stolen code and its number sign no other desktop in', async () => {
    const { desktop, phone, id, number } = await recognised();
    await site.choose(phone, number);
    const thief = site.desktop();
    await nobodyIn(thief, id);
    const own = await site.begin(thief);
    await nobodyIn(thief, id);
    thief.cookies.set('__Host-handoff', phone.cookies.get('__Host-phone')!);
    await nobodyIn(thief, id);
    thief.cookies.set('__Host-handoff', own.code);
    await nobodyIn(thief, own.id);
    await site.wait(desktop, id);
    expect(desktop.cookies.has('__Host-session')).toBe(true);
  });

  test('a page that shows another hand-off gets nothing of this one', async () => {
    const { desktop, phone, number } = await recognised();
    await site.choose(phone, number);
    await site.wait(desktop, '00000000-0000-4000-8000-00000000000f');
    expect(desktop.cookies.has('__Host-session')).toBe(false);
  });

  test('no secret of a hand-off is in the database', async () => {
    const { desktop, phone, code } = await recognised();
    const stored = JSON.stringify(await site.deps.db.select().from(handOffs));
    for (const secret of [code, desktop.cookies.get('__Host-handoff')!, phone.cookies.get('__Host-phone')!]) {
      expect(secret.length).toBe(43);
      expect(stored).not.toContain(secret);
    }
  });
});

describe('meanwhile', () => {
  const MEANWHILE = {
    'the account is disabled': () => site.deps.db.update(users).set({ disabledAt: new Date() }),
    'the account is deleted': () => site.deps.db.delete(users),
    'the face is removed': () => site.deps.db.delete(enrollments),
    'the face is switched off': () => site.deps.db.update(users).set({ faceOffAt: new Date() }),
  };
  for (const [what, does] of Object.entries(MEANWHILE)) {
    test(`${what}: before the number and after it, nobody is signed in`, async () => {
      const before = await recognised();
      const after = await recognised();
      await site.choose(after.phone, after.number);
      await does();
      await site.choose(before.phone, before.number);
      await nobodyIn(before.desktop, before.id);
      await nobodyIn(after.desktop, after.id);
    });
  }

  test('a step-up ends with the session that asked for it', async () => {
    const { db, clock } = site.deps;
    const [desktop, phone] = [site.desktop(), site.phone()];
    const entry = { userId: alice, method: 'password', userAgent: '', address: '', now: clock() } as const;
    desktop.cookies.set('__Host-session', await createSession(db, { ...entry, proofs: [] }));
    const { id, code, number } = await site.begin(desktop, {}, '/step-up/phone');
    await site.open(phone, code);
    await site.face(phone);
    await desktop.post('/logout');
    await site.choose(phone, number);
    expect(await site.page(phone)).toContain('This code is over');
    await nobodyIn(desktop, id);
  });

  test('a step-up of one session adds nothing to another one of the same browser', async () => {
    const { db, clock } = site.deps;
    const [desktop, phone] = [site.desktop(), site.phone()];
    const entry = { userId: alice, method: 'password', userAgent: '', address: '', now: clock() } as const;
    desktop.cookies.set('__Host-session', await createSession(db, { ...entry, proofs: [] }));
    const { id, code, number } = await site.begin(desktop, {}, '/step-up/phone');
    await site.open(phone, code);
    await site.face(phone);
    await site.choose(phone, number);
    const other = await createSession(db, { ...entry, proofs: [] });
    desktop.cookies.set('__Host-session', other);
    expect((await site.wait(desktop, id)).text).toContain('data-over="late"');
    expect(desktop.cookies.get('__Host-session')).toBe(other);
  });
});
