import { expect, test } from 'bun:test';
import { clientAddress } from './address.ts';

const config = { trustedProxies: ['127.0.0.1', '::1'] };

test('a trusted proxy is believed in its own, rightmost entry only', () => {
  expect(clientAddress(config, '127.0.0.1', '6.6.6.6, 192.0.2.7')).toBe('192.0.2.7');
  expect(clientAddress(config, '::ffff:127.0.0.1', '192.0.2.7')).toBe('192.0.2.7');
});

test('a stranger who sends X-Forwarded-For is taken by the peer address', () => {
  expect(clientAddress(config, '198.51.100.4', '127.0.0.1')).toBe('198.51.100.4');
});

test('a forwarded text that is no address is not used as one', () => {
  expect(clientAddress(config, '127.0.0.1', 'unknown; drop')).toBe('127.0.0.1');
});
