import { expect, test } from 'bun:test';
import type { Cells } from '../file/columns.ts';
import { checkRow } from './check.ts';
import { consentCell, paperConsent, readConsent } from './consent.ts';

const now = new Date('2026-03-02T10:00:00Z');
const empty: Cells = { name: 'anna', displayName: '', email: '', groups: '', photos: '', signIn: '', consent: '' };
const check = (cells: Partial<Cells>) => checkRow({ ...empty, ...cells }, now);
const problems = (cells: Partial<Cells>) => check(cells).problems?.map(({ key, column }) => [column, key]);

test('a row says a person; what is missing has a default', () => {
  expect(check({}).person).toEqual({
    ...{ name: 'anna', displayName: 'anna', email: null, groups: [], photos: [], signIn: true, consent: undefined },
  });
  const full = check({
    ...{
      displayName: ' Anna Huber ',
      email: 'anna@example.org',
      groups: 'staff; cellar;staff;',
      photos: 'a.jpg; b.jpg',
    },
    ...{ signIn: 'No', consent: 'B. Maier, 2026-03-01', name: 'Delivery, back door' },
  });
  expect(full.person).toEqual({
    ...{ name: 'Delivery, back door', displayName: 'Anna Huber', email: 'anna@example.org', signIn: false },
    ...{ groups: ['cellar', 'staff'], photos: ['a.jpg', 'b.jpg'] },
    consent: { by: 'B. Maier', at: new Date('2026-03-01T00:00:00Z') },
  });
});

test('a row tells all of its problems, each with its column', () => {
  expect(problems({ name: '' })).toEqual([['name', 'field.required']]);
  expect(problems({ name: 'no spaces', email: 'x', groups: 'a,b', signIn: 'maybe', photos: 'a.jpg' })).toEqual([
    ['signIn', 'import.sign-in'],
    ['name', 'field.username.characters'],
    ['email', 'field.email'],
    ['groups', 'field.group.form'],
    ['consent', 'import.consent.needed'],
  ]);
  expect(problems({ displayName: 'x'.repeat(65) })).toEqual([['displayName', 'field.text.long']]);
  expect(problems({ groups: Array.from({ length: 21 }, (_, n) => `g${n}`).join(';') })).toEqual([
    ['groups', 'import.groups.many'],
  ]);
});

test.each([
  ...['../a.jpg', '/etc/passwd', 'sub/a.jpg', '..\\a.jpg', 'C:\\a.jpg', '..', '.', 'a\u0000.jpg', 'x'.repeat(256)],
])('the photo %p is no file name', (photos) => {
  expect(problems({ photos, consent: 'A 2026-03-01' })).toEqual([['photos', 'import.photo.name']]);
});

test('a ninth photo is refused', () => {
  const photos = Array.from({ length: 9 }, (_, n) => `${n}.jpg`).join(';');
  expect(problems({ photos, consent: 'A 2026-03-01' })).toEqual([['photos', 'import.photos.many']]);
});

test('a consent has who recorded it and a day that was', () => {
  const at = new Date('2026-03-01T00:00:00Z');
  for (const cell of ['A. Huber 2026-03-01', 'A. Huber, 2026-03-01', ' A. Huber / 2026-03-01 ', 'A. Huber;2026-03-01'])
    expect(readConsent(cell, now)).toEqual({ by: 'A. Huber', at });
  const wrong = [
    'yes',
    '2026-03-01',
    'A. Huber',
    'A 2026-02-30',
    'A 2026-03-04',
    'A 01.03.2026',
    `${'x'.repeat(101)} 2026-03-01`,
  ];
  for (const cell of wrong) expect(readConsent(cell, now)).toBe('unreadable');
  expect(readConsent(' ', now)).toBeUndefined();
});

test('an exported consent is read again', () => {
  const consent = { by: 'A. (Anna) Huber', at: new Date('2026-03-01T00:00:00Z') };
  expect(readConsent(consentCell(paperConsent(consent)), now)).toEqual(consent);
  expect(consentCell({ version: '2', at: now })).toBe('');
});
