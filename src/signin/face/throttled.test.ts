/** On PGlite alone: other tests run its statements on PostgreSQL. */
import { beforeEach, expect, test } from 'bun:test';
import { onlyAlice, seeing, unknown } from '../../../test/helpers/camera/attempt.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite, PASSWORD, registerAt, type Visitor } from '../../../test/helpers/site/site.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let site: ReturnType<typeof openSite>;

beforeEach(async () => {
  await onlyAlice();
  deps = await testDeps({ vision: seeing(unknown) });
  site = openSite(deps);
});

let pictures = 0;
/** Sends the first frame of a camera session, a new picture. */
function openCamera(visitor: Visitor): Promise<Response> {
  const form = new FormData();
  form.append(
    'frame',
    new Blob([new Uint8Array([++pictures & 255, pictures >> 8])], { type: 'image/jpeg' }),
    'frame.jpg',
  );
  form.append('begin', '1');
  deps.clock.forward(400);
  return visitor.post('/login/face/frame', form, { 'HX-Request': 'true' });
}

async function openCameras(visitor: Visitor, times: number): Promise<void> {
  for (let i = 0; i < times; i++) expect((await openCamera(visitor)).status).toBe(200);
}

test('too many face attempts are answered with the wait and a link to the password', async () => {
  const stranger = site.visitor();
  await openCameras(stranger, 20);
  const slowed = await openCamera(stranger);
  expect([slowed.status, slowed.headers.get('Retry-After')]).toEqual([429, '60']);
  const text = await slowed.text();
  expect(text).toContain('Wait 60 seconds, then try again.');
  expect(text).toContain('href="/login?with=password"');
  expect((await openCamera(site.visitor({ address: '198.51.100.2' }))).status).toBe(200);
  // Another browser, or lost cookies, does not change the address.
  expect((await openCamera(site.visitor())).status).toBe(429);
  // The attempt's own 30 seconds and a wait of 30. Each further wait doubles.
  deps.clock.forward(60_000);
  expect((await openCamera(stranger)).status).toBe(200);
  expect((await openCamera(stranger)).headers.get('Retry-After')).toBe('90');
});

test('a known device has five tries of its own, and tries of its address do not count against it', async () => {
  const owner = site.visitor();
  await registerAt(owner, 'anna');
  await openCameras(site.visitor(), 20);
  expect((await openCamera(site.visitor())).status).toBe(429);
  await openCameras(owner, 5);
  expect((await openCamera(owner)).headers.get('Retry-After')).toBe('60');
});

test('all addresses of one IPv6 network count as one', async () => {
  for (let i = 0; i < 20; i++) await openCamera(site.visitor({ address: `2001:db8:1:2::${i}` }));
  expect((await openCamera(site.visitor({ address: '2001:db8:1:2:ffff::1' }))).status).toBe(429);
  expect((await openCamera(site.visitor({ address: '2001:db8:1:3::1' }))).status).toBe(200);
});

test('guessing a password leads to a wait, for a known name or not, and the form keeps the name', async () => {
  await registerAt(site.visitor(), 'anna');
  const told = [];
  for (const username of ['anna', 'nobody']) {
    const guess = (i: number, password = 'wrong password') =>
      site.visitor({ address: `198.51.100.${i}` }).post('/login', { username, password });
    for (let i = 0; i < 5; i++) expect((await guess(i)).status).toBe(401);
    const slowed = await guess(7, PASSWORD);
    expect([slowed.status, slowed.headers.get('Retry-After')]).toEqual([429, '30']);
    const text = await slowed.text();
    expect(text).toContain(`value="${username}"`);
    told.push(text.replaceAll(username, 'NAME'));
  }
  expect(told[0]).toContain('Wait 30 seconds, then try again.');
  expect(told[0]).toBe(told[1]!);
});

test('the wait for a password never exceeds 15 minutes', async () => {
  await registerAt(site.visitor(), 'anna');
  const guess = () => site.visitor({ address: '198.51.100.1' }).post('/login', { username: 'anna', password: 'wrong' });
  let longest = 0;
  for (let i = 0; i < 16; i++) {
    const wait = Number((await guess()).headers.get('Retry-After') ?? 0);
    longest = Math.max(longest, wait);
    deps.clock.forward(wait * 1000);
  }
  for (let i = 0; i < 4; i++) {
    const wait = Number((await guess()).headers.get('Retry-After') ?? 0);
    longest = Math.max(longest, wait);
    deps.clock.forward(wait * 1000);
  }
  expect(longest).toBe(900);
});
