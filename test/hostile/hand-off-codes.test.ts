/** A code for a phone in the wrong hands: photographed, or sent to somebody who shall open it. */
import { beforeEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { auditEvents } from '../../src/db/schema.ts';
import { alice, onlyAlice } from '../helpers/camera/attempt.ts';
import { codeIn, type HandOffs, openHandOffs, wrong } from '../helpers/site/hand-off.ts';
import type { Visitor } from '../helpers/site/site.ts';

const HTMX = { 'HX-Request': 'true' };
let site: HandOffs;
beforeEach(async () => {
  await onlyAlice();
  site = await openHandOffs();
});

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
    await site.nobodyIn(desktop, id);
  });

  test('a stop at the desktop comes in time after the face and before the number', async () => {
    const { desktop, phone, id, number } = await site.recognised();
    await desktop.post('/hand-off/stop', { id }, HTMX);
    await site.choose(phone, number);
    await site.nobodyIn(desktop, id);
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
    const { desktop, phone, id, number } = await site.recognised();
    await site.choose(phone, wrong(number));
    expect(await site.page(phone)).toContain('That was not the number');
    await site.choose(phone, number);
    await site.nobodyIn(desktop, id);
    expect((await site.wait(desktop, id)).text).toContain('data-over="number"');
    const [refused] = await site.deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'phone-refused'));
    expect(refused).toMatchObject({ userId: alice, detail: { reason: 'number', purpose: 'sign-in' } });
  });

  test('“none of these” and “I did not begin this” end it, too', async () => {
    for (const deny of [(phone: Visitor) => site.choose(phone, 0), (phone: Visitor) => phone.post('/phone/stop')]) {
      const { desktop, phone, id, number } = await site.recognised();
      await deny(phone);
      await site.choose(phone, number);
      await site.nobodyIn(desktop, id);
    }
    expect(await site.events()).toEqual(['phone-refused', 'phone-refused']);
  });

  test('a person who is tricked again and again soon has to wait', async () => {
    for (let i = 0; i < 5; i++) {
      const { phone, number } = await site.recognised();
      await site.choose(phone, wrong(number));
    }
    const { desktop, phone, id, number } = await site.recognised();
    expect((await site.choose(phone, number)).status).toBe(429);
    await site.nobodyIn(desktop, id);
  });

  test('a code for which no account is known writes no event, however often it is denied', async () => {
    for (let i = 0; i < 3; i++) {
      const phone = site.phone();
      await site.open(phone, (await site.begin(site.desktop())).code);
      await phone.post('/phone/stop');
    }
    expect(await site.events()).toEqual([]);
  });

  test('the number is not asked for, and not taken, before the face was accepted', async () => {
    const [desktop, phone] = [site.desktop(), site.phone()];
    const { id, code, number } = await site.begin(desktop);
    await site.open(phone, code);
    expect(await site.page(phone)).not.toContain(`value="${number}"`);
    await site.choose(phone, number);
    expect((await site.row(id))?.state).toBe('opened');
    await site.nobodyIn(desktop, id);
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
