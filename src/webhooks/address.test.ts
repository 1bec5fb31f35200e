import { describe, expect, test } from 'bun:test';
import type { LookupAddress } from 'node:dns';
import { isPublic, problemOf, publicLookup, type Resolve } from './address.ts';

describe('an address of the Internet', () => {
  test.each([
    ...['1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '172.15.0.1', '172.32.0.1'],
    ...['192.0.1.1', '192.167.1.1', '192.169.1.1', '198.17.1.1', '198.20.1.1', '223.255.255.255'],
    ...['2606:4700::1111', '2a00:1450:4001:80b::200e', '2001:4860:4860::8888', '2001:200::1'],
  ])('%s is one', (address) => expect(isPublic(address)).toBe(true));

  test.each([
    // Loopback, this network, private, shared (CGNAT), link-local with the metadata services of clouds.
    ...['127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3', '10.0.0.1', '172.16.0.1', '172.31.255.255'],
    ...['192.168.0.1', '100.64.0.1', '100.127.255.255', '169.254.169.254', '169.254.0.1'],
    // Protocols, documentation, the former 6to4 relay, benchmarks, multicast, reserved, broadcast.
    ...['192.0.0.8', '192.0.2.1', '198.51.100.1', '203.0.113.1', '192.88.99.1', '198.18.0.1', '198.19.255.255'],
    ...['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'fc00::1', 'fd12:3456::1', 'ff02::1', '100::1'],
    // IPv4 in other clothes: mapped, compatible, NAT64 of both kinds, 6to4, Teredo.
    ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::ffff:1.1.1.1', '::127.0.0.1'],
    ...['64:ff9b::7f00:1', '64:ff9b::a00:1', '64:ff9b:1::a00:1', '2002:7f00:1::', '2002:a00:1::1', '2001:0:1::1'],
    ...['2001:db8::1', '3fff::1', '2001:10::1', '5f00::1', 'nonsense', '', '1.2.3'],
  ])('%s is none', (address) => expect(isPublic(address)).toBe(false));
});

describe('the address of a webhook', () => {
  test.each([
    'https://example.org/hook',
    'https://example.org:8443/hook?token=1',
    'https://[2606:4700::1111]/',
    'https://1.1.1.1/',
  ])('%s may be used', (url) => expect(problemOf(url, false)).toBeUndefined());

  test.each([
    ['example.org', 'field.webhook.url'],
    ['ftp://example.org/', 'field.webhook.url'],
    ['file:///etc/passwd', 'field.webhook.url'],
    ['https://user@example.org/', 'field.webhook.url'],
    ['https://:word@example.org/', 'field.webhook.url'],
    ['http://example.org/', 'field.webhook.https'],
    ['https://localhost/', 'field.webhook.private'],
    ['https://hook.localhost./', 'field.webhook.private'],
    ['https://127.0.0.1/', 'field.webhook.private'],
    ['https://2130706433/', 'field.webhook.private'],
    ['https://0x7f.1/', 'field.webhook.private'],
    ['https://0177.0.0.1/', 'field.webhook.private'],
    ['https://[::1]/', 'field.webhook.private'],
    ['https://[::ffff:127.0.0.1]/', 'field.webhook.private'],
    ['https://[64:ff9b::10.0.0.1]/', 'field.webhook.private'],
    ['https://169.254.169.254/latest/meta-data', 'field.webhook.private'],
  ] as const)('%s is refused: %s', (url, problem) => expect(problemOf(url, false)).toBe(problem));

  test('the setting allows private networks and plain http, and nothing else', () => {
    expect(problemOf('http://10.0.0.5:8080/hook', true)).toBeUndefined();
    expect(problemOf('http://localhost/hook', true)).toBeUndefined();
    expect(problemOf('ftp://10.0.0.5/', true)).toBe('field.webhook.url');
  });
});

/** What the lookup says of a name that has these addresses. */
function lookUp(addresses: string[], all: boolean): Promise<unknown[]> {
  const found = addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }));
  const resolve: Resolve = (_, __, done) => done(null, found);
  return new Promise((done) => publicLookup(resolve)('hook.example', { all }, (...said) => done(said)));
}

describe('the lookup of a name', () => {
  test('finds public addresses in either form that node asks for', async () => {
    expect(await lookUp(['1.1.1.1'], false)).toEqual([null, '1.1.1.1', 4]);
    expect(await lookUp(['2606:4700::1111', '1.1.1.1'], true)).toEqual([
      null,
      [
        { address: '2606:4700::1111', family: 6 },
        { address: '1.1.1.1', family: 4 },
      ],
    ]);
  });

  test.each([[['10.0.0.1']], [['1.1.1.1', '127.0.0.1']], [['1.1.1.1', '::ffff:10.0.0.1']], [[]]])(
    'refuses a name with %j',
    async (addresses) => {
      for (const all of [true, false]) {
        const [error] = await lookUp(addresses, all);
        expect(error).toMatchObject({ code: 'PRIVATE' });
      }
    },
  );
});
