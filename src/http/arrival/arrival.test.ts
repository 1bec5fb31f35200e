import { expect, test } from 'bun:test';
import { type Arrival, arrivalOf } from './arrival.ts';
import { beginsAsOurs } from './prefix.ts';

const site = { publicUrl: 'https://face.example.org', trustedProxies: ['127.0.0.1'] };
const isOurs = beginsAsOurs(() => ['/', '/login', '/account/:page', '/static/:path{.+}']);

/** A request to `http://HOST/PATH` of this process. */
function arrive(
  url: string,
  headers: Record<string, string> = {},
  { remote = '127.0.0.1', at = site }: { remote?: string; at?: typeof site } = {},
): Arrival {
  const given = new Headers(headers);
  return arrivalOf(at, { url: new URL(url), remote, header: (name) => given.get(name) ?? undefined }, isOurs);
}
const faults = (arrival: Arrival) => arrival.faults.map(({ fault }) => fault);

const HERE = 'http://face.example.org/login';
const BROWSER = { 'Sec-Fetch-Site': 'none' };
const COMPLETE = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '203.0.113.9' };

test('a complete proxy, and a browser on this machine, show no fault', () => {
  expect(faults(arrive(HERE, { ...BROWSER, ...COMPLETE }))).toEqual([]);
  const local = { ...site, publicUrl: 'http://localhost:3000' };
  const own = { 'Sec-Fetch-Site': 'same-origin', Origin: 'http://localhost:3000' };
  expect(arrive('http://localhost:3000/login', own, { at: local })).toMatchObject({ faults: [], httpsLost: false });
  expect(faults(arrive('http://127.0.0.1:3000/login', { Origin: 'http://127.0.0.1:3000' }, { at: local }))).toEqual([]);
});

test('plain http from another machine is no fault of a proxy', () => {
  const plain = arrive(
    'http://192.168.1.5:3000/login',
    { Referer: 'http://192.168.1.5:3000/' },
    { remote: '192.168.1.9' },
  );
  expect(plain).toMatchObject({ https: false, httpsLost: false, addressShared: false });
  expect(faults(plain)).toEqual(['public-url']);
});

test('https shows in Sec-Fetch-Site, in the origin and in the page before', () => {
  const signs: Record<string, string>[] = [
    BROWSER,
    { Origin: 'https://face.example.org' },
    { Referer: 'https://face.example.org/login' },
  ];
  for (const sign of signs) {
    const lost = arrive(HERE, { ...sign, 'X-Forwarded-For': '203.0.113.9' });
    expect([lost.httpsLost, faults(lost)]).toEqual([true, ['proto-missing']]);
  }
  expect(arrive(HERE).httpsLost).toBe(false);
  expect(faults(arrive(HERE, { ...BROWSER, ...COMPLETE, 'X-Forwarded-Proto': 'http' }))).toEqual(['proto-wrong']);
});

test('a program that asks the server itself is taken for no proxy', () => {
  expect(faults(arrive(HERE, { 'X-Forwarded-Proto': 'https' }))).toEqual([]);
  expect(faults(arrive(HERE, COMPLETE, { remote: '192.168.1.9' }))).toEqual([]);
});

test('a peer that is not trusted is a proxy only from the same network: from afar anybody can send the headers', () => {
  const asked = { ...BROWSER, ...COMPLETE };
  for (const remote of ['172.18.0.5', '10.1.2.3', '192.168.1.9', '::ffff:192.168.1.9', '::1', 'fd00::5']) {
    const arrival = arrive(HERE, asked, { remote });
    expect([remote, faults(arrival), arrival.addressShared]).toEqual([remote, ['not-trusted'], true]);
  }
  for (const remote of ['203.0.113.7', '2001:db8::1', '172.32.0.1']) {
    expect([remote, faults(arrive(HERE, asked, { remote }))]).toEqual([remote, []]);
  }
});

test('without X-Forwarded-For the visitors share an address', () => {
  const { addressShared, faults: found } = arrive(HERE, { ...BROWSER, 'X-Forwarded-Proto': 'https' });
  expect([addressShared, found]).toEqual([true, [{ fault: 'for-missing', example: '127.0.0.1' }]]);
  expect(arrive(HERE, { ...BROWSER, ...COMPLETE, 'X-Forwarded-For': 'unknown' }).addressShared).toBe(true);
});

test('a bare proxy_pass is known by the page that sent the request', () => {
  const own = { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://face.example.org' };
  expect(faults(arrive('http://127.0.0.1:3000/login', own))).toEqual(['proto-missing', 'for-missing', 'host-missing']);
  // Without Sec-Fetch-Site the page's path has to be one of ours.
  const plain = { Origin: 'http://face.lan', Referer: 'http://face.lan/login' };
  expect(arrive('http://127.0.0.1:3000/login', plain).page?.host).toBe('face.lan');
  for (const Referer of ['http://evil.example/', 'http://evil.example/other']) {
    expect(arrive('http://127.0.0.1:3000/login', { Origin: 'http://evil.example', Referer }).page).toBeUndefined();
  }
});

test('another site is no page of ours, and its address none that people open', () => {
  for (const mode of ['cross-site', 'same-site']) {
    const arrival = arrive(HERE, { ...COMPLETE, 'Sec-Fetch-Site': mode, Origin: 'https://evil.example' });
    expect([arrival.page, arrival.faults]).toEqual([undefined, []]);
  }
  expect(arrive(HERE, { ...COMPLETE, Origin: 'null' }).page).toBeUndefined();
});

test('an address that people open and the settings do not know is named', () => {
  const elsewhere = { ...COMPLETE, 'Sec-Fetch-Site': 'same-origin', Origin: 'https://login.example.org' };
  expect(arrive('http://login.example.org/login', elsewhere).faults).toEqual([
    { fault: 'public-url', example: 'https://login.example.org' },
  ]);
});

test('a path below which the server is mounted is noticed by header, by page and by request', () => {
  const below = (url: string, headers: Record<string, string>, remote = '127.0.0.1') =>
    arrive(url, { ...COMPLETE, ...headers }, { remote }).faults.find(({ fault }) => fault === 'prefix')?.example;
  expect(below(HERE, { 'X-Forwarded-Prefix': '/auth/' })).toBe('/auth');
  expect(below(HERE, { 'X-Forwarded-Prefix': '/' })).toBeUndefined();
  expect(below(HERE, { 'X-Forwarded-Prefix': '/<b>' })).toBeUndefined();
  expect(below(HERE, { 'X-Forwarded-Prefix': '/auth' }, '203.0.113.7')).toBeUndefined();
  expect(below('http://face.example.org/static/app.css', { Referer: 'https://face.example.org/auth/' })).toBe('/auth');
  expect(below('http://face.example.org/auth/login', BROWSER)).toBe('/auth');
  // A scanner tries such paths everywhere; a page that is not there is no prefix.
  expect(below('http://face.example.org/wp/login', {})).toBeUndefined();
  for (const path of [
    '/',
    '/login',
    '/account/edit',
    '/nowhere',
    '/nowhere/',
    '/a/b',
    '/.well-known/change-password',
  ]) {
    expect([path, below(`http://face.example.org${path}`, BROWSER)]).toEqual([path, undefined]);
  }
});
