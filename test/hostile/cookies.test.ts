/** Cookies: their flags wherever they are set, and what a planted one gains. */
import { beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { hashToken } from '../../src/crypto/tokens.ts';
import { knownDevices, loginAttempts, sessions, users } from '../../src/db/schema.ts';
import { type HostileSite, hostileSite } from '../helpers/site/hostile.ts';
import { confirmAt, PASSWORD, registerAt } from '../helpers/site/site.ts';

const HTTPS = { FACELOGIN_PUBLIC_URL: 'https://face.example.org' };
let site: HostileSite;
beforeEach(async () => {
  site = await hostileSite(HTTPS);
});

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

function frame(): FormData {
  const form = new FormData();
  form.append('frame', new Blob([PNG], { type: 'image/png' }), 'frame.png');
  return form;
}

/** Every line that the site sets over a life of one account. */
async function everyCookie(): Promise<string[]> {
  const lines: string[] = [];
  const note = async (answer: Promise<Response>) => {
    const response = await answer;
    lines.push(...response.headers.getSetCookie());
    return response;
  };
  const anna = site.visitor();
  await note(anna.post('/lang', { locale: 'en', next: '/' }));
  await note(anna.post('/register', { username: 'anna', password: PASSWORD, display_name: '' }));
  await note(anna.post('/account/confirm', { password: PASSWORD, next: '/account' }));
  await note(anna.post('/account/password', { password: 'eight large stones' }));
  await note(anna.post('/logout'));
  await note(anna.post('/login', { username: 'anna', password: 'eight large stones', next: '/' }));
  await note(anna.post('/login/face/frame', frame()));
  await note(anna.get('/account', { Cookie: '__Host-session=stale' }));
  return lines;
}

test('behind https every cookie is bound to this host, unreadable for scripts, and sent to this site alone', async () => {
  const lines = await everyCookie();
  const names = new Set(lines.map((line) => line.split('=')[0]));
  expect([...names].sort()).toEqual([
    '__Host-attempt',
    '__Host-device',
    '__Host-locale',
    '__Host-session',
    '__Host-way',
  ]);
  for (const line of lines) {
    expect(line).toMatch(/; Path=\//);
    expect(line).toMatch(/; Secure/);
    expect(line).not.toMatch(/; Domain/i);
    if (/=;/.test(line)) expect(line).toMatch(/Max-Age=0/);
    else expect(line).toMatch(/; HttpOnly.*; SameSite=Lax|; SameSite=Lax.*; HttpOnly/);
  }
});

test('which cookies are set follows the configured address, never a header', async () => {
  const anna = site.visitor();
  const lies = { 'X-Forwarded-Host': 'localhost', Forwarded: 'proto=http', 'X-Forwarded-Ssl': 'off' };
  const response = await anna.post('/register', { username: 'anna', password: PASSWORD, display_name: '' }, lies);
  expect(response.headers.getSetCookie().every((line) => line.startsWith('__Host-'))).toBe(true);
});

test('a session id that was planted before a sign-in is worth nothing after it', async () => {
  await registerAt(site.visitor(), 'anna');
  const planted = 'planted-by-somebody-else-0123456789abcdef';
  const victim = site.visitor();
  victim.cookies.set('__Host-session', planted);
  await victim.post('/login', { username: 'anna', password: PASSWORD, next: '/' });
  const given = victim.cookies.get('__Host-session');
  expect(given).not.toBe(planted);
  const hashes = (await site.deps.db.select({ id: sessions.idHash }).from(sessions)).map(({ id }) => id);
  expect(hashes).toContain(hashToken(given!));
  expect(hashes).not.toContain(hashToken(planted));
});

test('an attacker’s own session, planted in a victim, ends when the victim signs in', async () => {
  const attacker = site.visitor();
  await registerAt(attacker, 'mallory');
  await registerAt(site.visitor(), 'anna');
  const victim = site.visitor();
  victim.cookies.set('__Host-session', attacker.cookies.get('__Host-session')!);
  await victim.post('/login', { username: 'anna', password: PASSWORD, next: '/' });
  expect((await attacker.get('/account')).status).toBe(303);
});

test('each sign-in has an id of its own, and a change of the password a new one', async () => {
  const anna = site.visitor();
  await registerAt(anna, 'anna');
  const ids = [anna.cookies.get('__Host-session')];
  await anna.post('/login', { username: 'anna', password: PASSWORD, next: '/' });
  ids.push(anna.cookies.get('__Host-session'));
  await confirmAt(anna);
  await anna.post('/account/password', { password: 'eight large stones' });
  ids.push(anna.cookies.get('__Host-session'));
  expect(new Set(ids).size).toBe(3);
  const [user] = await site.deps.db.select().from(users).where(eq(users.username, 'anna'));
  expect(await site.deps.db.select().from(sessions).where(eq(sessions.userId, user!.id))).toHaveLength(1);
});

test('a planted device token is not taken over, and a planted attempt is none', async () => {
  const victim = site.visitor();
  victim.cookies.set('__Host-device', 'planted');
  victim.cookies.set('__Host-attempt', 'planted');
  await registerAt(victim, 'anna');
  await victim.post('/login/face/frame', frame());
  const devices = await site.deps.db.select({ token: knownDevices.tokenHash }).from(knownDevices);
  expect(devices.map(({ token }) => token)).not.toContain(hashToken('planted'));
  const attempts = await site.deps.db.select({ token: loginAttempts.tokenHash }).from(loginAttempts);
  expect(attempts.map(({ token }) => token)).not.toContain(hashToken('planted'));
});

test('of two cookies of one name, and of garbage, no session is made', async () => {
  const values = ['a; __Host-session=b', '%00', '%', '"', 'x'.repeat(7_000), '../../etc/passwd', "' or 1=1 --"];
  for (const value of values) {
    const response = await site.visitor().get('/account', { Cookie: `__Host-session=${value}` });
    expect(response.status).toBe(303);
  }
});
