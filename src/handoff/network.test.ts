import { expect, test } from 'bun:test';
import { networkOf } from './network.ts';

test.each([
  ['203.0.113.7', '203.0.113.7', 'same'],
  ['192.168.1.7', '192.168.1.9', 'same'],
  ['2001:db8:1:2::7', '2001:db8:1:2:aaaa::9', 'same'],
  ['2001:db8:1:2::7', '2001:db8:1:3::7', 'other'],
  ['203.0.113.7', '198.51.100.4', 'other'],
  ['192.168.1.7', '198.51.100.4', 'other'],
  ['203.0.113.7', '2001:db8::1', 'other'],
  ['', '192.168.1.9', 'unknown'],
  ['192.168.1.7', '', 'unknown'],
] as const)('%s and %s: %s', (desktop, phone, network) => {
  expect(networkOf(desktop, phone)).toBe(network);
});
