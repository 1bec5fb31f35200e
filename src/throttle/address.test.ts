import { expect, test } from 'bun:test';
import { throttleAddress } from './address.ts';

test('all addresses of an IPv6 /64 share one subject; each IPv4 address has its own', () => {
  expect(throttleAddress('2001:db8:0:1::5')).toBe('2001:db8:0:1::/64');
  expect(throttleAddress('2001:db8:0:1:ffff:1:2:3')).toBe(throttleAddress('2001:db8:0:1::5'));
  expect(throttleAddress('2001:db8:0:2::5')).not.toBe(throttleAddress('2001:db8:0:1::5'));
  expect(throttleAddress('192.0.2.7')).toBe('192.0.2.7');
});
