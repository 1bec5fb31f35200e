/** The steps of a hand-off at the wrong time: again, twice, late, at another browser, or after the account changed. */
import { beforeEach, describe, expect, test } from 'bun:test';
import { enrollments, handOffs, users } from '../../src/db/schema.ts';
import { OPEN_MS } from '../../src/handoff/desktop/begin.ts';
import { STEP_MS } from '../../src/handoff/phone/open.ts';
import { createSession } from '../../src/sessions/sessions.store.ts';
import { alice, onlyAlice } from '../helpers/camera/attempt.ts';
import { type HandOffs, openHandOffs, picture, wrong } from '../helpers/site/hand-off.ts';

const HTMX = { 'HX-Request': 'true' };
let site: HandOffs;
beforeEach(async () => {
  await onlyAlice();
  site = await openHandOffs();
});

describe('replayed', () => {
  test('a used code opens nothing, for the phone that used it and for any other', async () => {
    const { desktop, phone, id, code, number } = await site.recognised();
    await site.choose(phone, number);
    await site.wait(desktop, id);
    for (const one of [phone, site.phone()]) expect((await site.open(one, code)).status).toBe(410);
    expect((await site.frame(phone, true)).status).toBe(410);
    desktop.cookies.clear();
    expect((await site.wait(desktop, id)).text).toContain('data-over="late"');
    expect(await site.sessionsThere()).toBe(1);
  });

  test('an old cookie of the desktop signs nobody in again', async () => {
    const { desktop, phone, id, number } = await site.recognised();
    const kept = new Map(desktop.cookies);
    await site.choose(phone, number);
    await site.wait(desktop, id);
    const thief = site.desktop();
    for (const [name, value] of kept) thief.cookies.set(name, value);
    await site.wait(thief, id);
    expect(thief.cookies.has('__Host-session')).toBe(false);
    expect(await site.sessionsThere()).toBe(1);
  });

  test('of polls at the same time one signs in', async () => {
    const { desktop, phone, id, number } = await site.recognised();
    await site.choose(phone, number);
    const ends = await Promise.all([1, 2, 3, 4].map(() => site.wait(desktop, id, 'recognised')));
    expect(ends.filter(({ text }) => text.includes('data-next'))).toHaveLength(1);
    expect(await site.sessionsThere()).toBe(1);
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
    await site.nobodyIn(desktop, id);
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
    const { phone, id, number } = await site.recognised();
    const all = [number, wrong(number), wrong(number, 2)];
    await Promise.all(all.map((one) => site.choose(phone, one)));
    const row = await site.row(id);
    const kinds = await site.events();
    // Either the right one was first, or a wrong one: never both.
    expect(kinds).toHaveLength(1);
    expect(row?.state).toBe(kinds[0] === 'phone-confirmed' ? 'confirmed' : 'ended');
  });

  test('a second answer after the right one changes nothing', async () => {
    const { desktop, phone, id, number } = await site.recognised();
    await site.choose(phone, number);
    await site.choose(phone, wrong(number));
    await site.wait(desktop, id);
    expect(desktop.cookies.has('__Host-session')).toBe(true);
    expect(await site.events()).toEqual(['phone-confirmed', 'signed-in']);
  });

  test.each(['', 'x', '1e9999', '12.5', '-1', '٤٢'])('“%s” is no answer, or a wrong one', async (text) => {
    const { desktop, phone, id } = await site.recognised();
    expect((await phone.post('/phone/number', { number: text })).status).toBeLessThan(500);
    await site.nobodyIn(desktop, id);
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
    const late = await site.recognised();
    site.deps.clock.forward(STEP_MS);
    await site.choose(late.phone, late.number);
    await site.nobodyIn(late.desktop, late.id);
    const unfetched = await site.recognised();
    await site.choose(unfetched.phone, unfetched.number);
    site.deps.clock.forward(60_000);
    await site.nobodyIn(unfetched.desktop, unfetched.id);
  });
});

describe('for another browser', () => {
  test('a stolen code and its number sign no other desktop in', async () => {
    const { desktop, phone, id, number } = await site.recognised();
    await site.choose(phone, number);
    const thief = site.desktop();
    await site.nobodyIn(thief, id);
    const own = await site.begin(thief);
    await site.nobodyIn(thief, id);
    thief.cookies.set('__Host-handoff', phone.cookies.get('__Host-phone')!);
    await site.nobodyIn(thief, id);
    thief.cookies.set('__Host-handoff', own.code);
    await site.nobodyIn(thief, own.id);
    await site.wait(desktop, id);
    expect(desktop.cookies.has('__Host-session')).toBe(true);
  });

  test('a page that shows another hand-off gets nothing of this one', async () => {
    const { desktop, phone, number } = await site.recognised();
    await site.choose(phone, number);
    await site.wait(desktop, '00000000-0000-4000-8000-00000000000f');
    expect(desktop.cookies.has('__Host-session')).toBe(false);
  });

  test('no secret of a hand-off is in the database', async () => {
    const { desktop, phone, code } = await site.recognised();
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
      const before = await site.recognised();
      const after = await site.recognised();
      await site.choose(after.phone, after.number);
      await does();
      await site.choose(before.phone, before.number);
      await site.nobodyIn(before.desktop, before.id);
      await site.nobodyIn(after.desktop, after.id);
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
    await site.nobodyIn(desktop, id);
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
