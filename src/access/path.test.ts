import { describe, expect, test } from 'bun:test';
import { demandsOf, readings } from './path.ts';
import type { AccessPolicy } from './policy.ts';
import type { PathRule } from './rules.ts';

const own: AccessPolicy = { ways: ['password'] };
const strict: AccessPolicy = { ways: ['face'], faceWithin: 5 };
const keys: AccessPolicy = { ways: ['passkey'] };
const rules: PathRule[] = [
  { match: 'prefix', path: '/public', open: true },
  { match: 'exact', path: '/health', open: true },
  { match: 'prefix', path: '/admin', open: false, policy: strict },
  { match: 'exact', path: '/public/secret', open: false, policy: strict },
  { match: 'prefix', path: '/admin/keys', open: false, policy: keys },
];

function demands(uri: string, list = rules) {
  const found = demandsOf({ policy: own, rules: list }, uri);
  if (!found) return 'refused';
  if (found.open) return 'open';
  return found.policies.map((policy) => (policy === own ? 'own' : policy === strict ? 'strict' : 'keys')).sort();
}

describe('a plain address', () => {
  test.each([
    ['/', ['own']],
    ['/photos?path=/public', ['own']],
    ['/public', 'open'],
    ['/public/', 'open'],
    ['/public/logo.png', 'open'],
    ['/public/logo.png?x=%zz', 'open'],
    ['/publicity', ['own']],
    ['/health', 'open'],
    ['/health/', ['own']],
    ['/health/x', ['own']],
    ['/admin', ['strict']],
    ['/admin/', ['strict']],
    ['/admin/users', ['strict']],
    ['/administrator', ['own']],
    ['/admin/keys/1', ['keys']],
    ['/public/secret', ['strict']],
  ] as const)('%s falls under the longest rule', (uri, expected) => {
    expect(demands(uri)).toEqual(expected as ReturnType<typeof demands>);
    expect(readings(uri)).toHaveLength(1);
  });

  test('without rules is judged by the policy of the application', () => {
    expect(demands('/admin', [])).toEqual(['own']);
    expect(demands('/%61dmin', [])).toEqual(['own']);
  });
});

describe('an address that servers read differently', () => {
  test.each([
    ...['/ADMIN', '/Admin/', '/admin//', '//admin', '/./admin', '/x/../admin', '/admin/.', '/%61dmin', '/%2561dmin'],
    ...['/admin;x=1', '/;x/admin', '/admin%2fusers', '/admin%252Fusers', '/x%2f..%2fadmin', '/x%5c..%5cadmin'],
    ...['/x\\..\\admin', '/public/../admin', '/public/..;/admin', '/public/%2e%2e/admin', '/public/..%2fadmin'],
    ...['/public%2f..%2fadmin', '/public/%252e%252e/admin', '/admin#/public', '/admin%23/public', '/admin%3f/public'],
    ...['/admin.', '/admin%20', '/\uff41dmin', '/%ef%bd%81dmin', '/public/.;/../admin', '/admin/x/..;/', '/%2fadmin'],
  ])('%s falls under the demanding rule, too', (uri) => {
    expect(demands(uri)).toContain('strict');
  });

  test.each([
    ...[
      '/public/a%20b',
      '/public;x',
      '/public//x',
      '/public/./x',
      '/PUBLIC/x',
      '/x/../public',
      '/public#x',
      '/%70ublic',
    ],
    ...['/public\\x', '/public/..', '/Health', '/health%20', '/public/caf\u00e9'],
  ])('%s is not open', (uri) => {
    expect(demands(uri)).not.toBe('open');
  });

  test.each(['/public/Secret', '/public/secret/', '/public/secret.', '/PUBLIC/secret'])(
    '%s is no way round a rule below an open one',
    (uri) => {
      expect(demands(uri)).toContain('strict');
    },
  );

  test('every reading has to be allowed, also the one of the address as it stands', () => {
    expect(demands('/admin/keys/../users')).toEqual(['keys', 'strict']);
    expect(demands('/x/../admin')).toEqual(['own', 'strict']);
  });
});

describe('an address that cannot be read is refused', () => {
  test.each([
    ...['', 'admin', '*', 'http://host/admin', '/%', '/%zz', '/%c0%af', '/%ff', '/a%00b', '/a%0ab', '/a\nb', '/a b'],
    ...['/a%2500b', '/a%u0061', '/\u0000', '/a\tb', '\\admin', '?/public'],
  ])('%p', (uri) => {
    expect(demands(uri)).toBe('refused');
  });

  test('one that was made to confuse', () => {
    expect(demands('/%25252525252525252525252561;%2f..//..%5c%252f;a/.%2e/%2e;b/x#y%3fz')).toBe('refused');
    expect(demands(`/${'%61'.repeat(3_000)}`)).toBe('refused');
    expect(demands(`/${'a'.repeat(8_000)}`)).toEqual(['own']);
  });
});

test('readings that are folded alike share the rules of both spellings', () => {
  const both: PathRule[] = [
    { match: 'prefix', path: '/API', open: false, policy: strict },
    { match: 'prefix', path: '/api/', open: false, policy: keys },
  ];
  expect(demands('/api/x', both)).toEqual(['keys', 'strict']);
});

test('an open rule that ends at a slash opens what lies below it alone', () => {
  const below: PathRule[] = [{ match: 'prefix', path: '/assets/', open: true }];
  expect(demands('/assets/x', below)).toBe('open');
  expect(demands('/assets', below)).toEqual(['own']);
});
