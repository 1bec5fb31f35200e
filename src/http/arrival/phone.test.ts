import { expect, test } from 'bun:test';
import { testConfig } from '../../../test/helpers/site/deps.ts';
import { phoneOffer, phoneOrigin } from './phone.ts';

const site = (publicUrl = '') => testConfig(publicUrl ? { FACELOGIN_PUBLIC_URL: publicUrl } : {});

test.each([
  ['the address at which the desktop has this site open', 'https://face.lan/login', '', 'https://face.lan'],
  [
    'also where it is another one than the configured',
    'https://face.lan:8443/login',
    'https://face.example.org',
    'https://face.lan:8443',
  ],
  [
    'the configured one for a desktop on localhost',
    'http://localhost:3000/login',
    'https://face.lan',
    'https://face.lan',
  ],
  ['none where both are of the desktop itself', 'http://127.0.0.1:3000/login', 'https://localhost:8443', undefined],
  ['none on localhost without a configured one', 'http://[::1]:3000/login', '', undefined],
])('a code leads to %s', (_, page, publicUrl, origin) => {
  expect(phoneOrigin(site(publicUrl), { page: new URL(page) })).toBe(origin);
});

test('a browser that does not say where it is gets the configured address', () => {
  expect(phoneOrigin(site('https://face.example.org'), {})).toBe('https://face.example.org');
  expect(phoneOrigin(site(), {})).toBeUndefined();
});

test('a page offers the phone where a phone reaches the server, and says why not where it does not', () => {
  const liveness = { challenge: false };
  const offer = (opened: string, env: Record<string, string> = {}) =>
    phoneOffer({ config: testConfig(env), liveness }, opened);
  expect(offer('http://face.lan/login')).toBe('reachable');
  expect(offer('http://localhost:3000/login')).toBe('local');
  expect(offer('http://localhost:3000/login', { FACELOGIN_PUBLIC_URL: 'https://face.lan' })).toBe('reachable');
  expect(offer('http://face.lan/login', { FACELOGIN_PHONE: 'off' })).toBe('off');
});
