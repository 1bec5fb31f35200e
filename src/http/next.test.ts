import { expect, test } from 'bun:test';
import { safeNext } from './next.ts';

test('a path of this site is kept with its query and fragment', () => {
  expect(safeNext('/account/edit?a=1#top')).toBe('/account/edit?a=1#top');
});

const elsewhere = [
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  'javascript:alert(1)',
  'account',
  '',
];
for (const text of elsewhere) {
  test(`${JSON.stringify(text)} leads to the account page`, () => {
    expect(safeNext(text)).toBe('/account');
  });
}
