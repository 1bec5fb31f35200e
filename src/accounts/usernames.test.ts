import { expect, test } from 'bun:test';
import { readUsername, usernameKey, usernameProblem } from './usernames.ts';

for (const name of [
  'anna.b_c-3',
  'Jürgen',
  '王小明',
  '李明',
  '김구',
  'あき',
  'たなかさん',
  '김민수',
  'user王',
  'Иван',
  'नमिता',
  'สมชาย',
  'ẹ́gún',
]) {
  test(`${name} is taken as a name`, () => expect(usernameProblem(name)).toBeUndefined());
}

const refused: [string, string, ReturnType<typeof usernameProblem>][] = [
  ['two characters', 'ab', 'field.username.length'],
  ['one character', '李', 'field.username.length'],
  ['two characters of which one is Latin', 'a明', 'field.username.length'],
  ['33 characters', 'a'.repeat(33), 'field.username.length'],
  ['a blank', 'an na', 'field.username.characters'],
  ['a NUL', 'an\u0000na', 'field.username.characters'],
  ['no letter or digit', '...', 'field.username.characters'],
  ['a mark without a letter', '\u0301abc', 'field.username.characters'],
  ['a letter that shows nothing', 'anna\u3164', 'field.username.characters'],
  ['a mark that shows nothing', 'anna\ufe0f', 'field.username.characters'],
  ['a heap of marks', 'anna\u0301\u0302\u0303', 'field.username.characters'],
  ['a sign that stands for words with blanks', 'abc\ufdfa', 'field.username.characters'],
  ['Latin and Cyrillic', 'аnna', 'field.username.scripts'],
  ['Latin and Greek', 'annα', 'field.username.scripts'],
  ['Latin and a rare script', 'annⲁ', 'field.username.scripts'],
  ['two rare scripts', 'ⲁⲃ𐌰𐌱', 'field.username.scripts'],
];
for (const [what, name, problem] of refused) {
  test(`a name with ${what} is refused`, () => expect(usernameProblem(name)).toBe(problem));
}

const same: [string, string][] = [
  ['Anna', 'ANNA'],
  ['ａｎｎａ', 'anna'],
  ['e\u0301mile', 'Émile'],
  ['strasse', 'Straße'],
  ['ΣΟΦΟΣ', 'σοφος'],
  ['İlker', 'ilker'],
];
for (const [one, other] of same) {
  test(`${one} and ${other} are one name`, () => expect(usernameKey(one)).toBe(usernameKey(other)));
}

test('different names have different keys', () => expect(usernameKey('anna')).not.toBe(usernameKey('anne')));

test('blanks before and after a name are a keyboard’s, not the person’s', () => {
  for (const typed of ['anna ', ' anna', '\tanna\n', '\u3000anna\u00a0']) expect(readUsername(typed)).toBe('anna');
  expect(usernameProblem(readUsername('an na'))).toBe('field.username.characters');
});
