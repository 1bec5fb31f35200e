/** User names: 3 to 32 letters of any script, digits and `._-`. In scripts with short names two letters are enough. */
import type { MessageKey } from '../i18n/index.ts';

/** Scripts that people write together (UTS 39 5.2, "highly restrictive"). Common and inherited characters fit all. */
const TOGETHER = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
];
const SCRIPTS = [
  ...['Latin', 'Greek', 'Cyrillic', 'Armenian', 'Hebrew', 'Arabic', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati'],
  ...['Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Thai', 'Lao', 'Tibetan', 'Myanmar', 'Georgian'],
  ...['Hangul', 'Ethiopic', 'Cherokee', 'Khmer', 'Mongolian', 'Han', 'Hiragana', 'Katakana', 'Bopomofo'],
];
const patterns = SCRIPTS.map((name) => ({ name, pattern: new RegExp(`\\p{Script=${name}}`, 'u') }));

/** The scripts of a text. A letter of any other script counts as `other`, which a name must not have. */
function scriptsOf(text: string): string[] {
  const found = [...text].flatMap((char) => {
    if (/[\p{Script=Common}\p{Script=Inherited}]/u.test(char)) return [];
    return patterns.find(({ pattern }) => pattern.test(char))?.name ?? 'other';
  });
  return [...new Set(found)];
}

/** Invisible characters and piles of marks: with them different names look the same (UTS 39 5.4). */
const MISLEADING = /\p{Default_Ignorable_Code_Point}|\p{M}{4}|\p{Script=Inherited}{2}/u;
/** A letter may carry the marks that its script needs. A name does not begin with a mark. */
const CHARACTERS = /^[\p{L}\p{Nd}._-][\p{L}\p{M}\p{Nd}._-]*$/u;

function hasOnlyNameCharacters(name: string): boolean {
  return CHARACTERS.test(name) && /[\p{L}\p{Nd}]/u.test(name) && !MISLEADING.test(name);
}

/** Whether a reader could take one letter for another's: Latin `a` beside Cyrillic `а`. */
function mixesScripts(text: string): boolean {
  const used = scriptsOf(text);
  if (used.includes('other')) return true;
  return used.length > 1 && !TOGETHER.some((allowed) => used.every((name) => allowed.includes(name)));
}

/**
 * The key under which a name is unique: NFKC and case folded (UTS 39, RFC 8265). Upper case comes first: it unites `ß`
 * with `ss`, and the two small sigmas. The key drops the dot of `İ`, because an `i` has one anyway.
 */
export function usernameKey(username: string): string {
  return username.normalize('NFKC').toUpperCase().toLowerCase().replaceAll('i\u0307', 'i').normalize('NFKC');
}

/** Reads a typed name and drops the blanks that phone keyboards add. Every form with a name uses this. */
export function readUsername(typed: string): string {
  return typed.trim().normalize('NFC');
}

/** Scripts in which many full names are two letters long: 李明, 김구. */
const SHORT = ['Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul'];

function leastLength(name: string): number {
  const used = scriptsOf(name);
  return used.length > 0 && used.every((script) => SHORT.includes(script)) ? 2 : 3;
}

/** What is wrong with a user name, if anything. */
export function usernameProblem(username: string): MessageKey | undefined {
  const name = username.normalize('NFC');
  const length = [...name].length;
  if (length < leastLength(name) || length > 32) return 'field.username.length';
  // The key as well: NFKC turns some signs into several words with blanks between them.
  if (![name, usernameKey(name)].every(hasOnlyNameCharacters)) return 'field.username.characters';
  return mixesScripts(name) ? 'field.username.scripts' : undefined;
}
