/** User names: 3 to 32 letters of any script, digits and `._-`. */
import type { MessageKey } from '../i18n/index.ts';

/** Scripts that people write together: UTS 39 5.2, "highly restrictive". Common and inherited characters fit any. */
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

function scriptsOf(text: string): string[] {
  return patterns.filter(({ pattern }) => pattern.test(text)).map(({ name }) => name);
}

/** Whether a reader could take one letter for another's: Latin `a` beside Cyrillic `а`. */
function mixesScripts(text: string): boolean {
  const used = scriptsOf(text);
  return used.length > 1 && !TOGETHER.some((allowed) => used.every((name) => allowed.includes(name)));
}

/**
 * The key under which a name is unique: NFKC and case folded (UTS 39, RFC 8265). Upper case first, so that `ß` and
 * `ss`, or the two small sigmas, are one.
 */
export function usernameKey(username: string): string {
  return username.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

/** What is wrong with a user name, if anything. */
export function usernameProblem(username: string): MessageKey | undefined {
  const name = username.normalize('NFC');
  const length = [...name].length;
  if (length < 3 || length > 32) return 'field.username.length';
  // A letter may carry marks that its script needs; a name does not begin with one.
  if (!/^[\p{L}\p{Nd}._-][\p{L}\p{M}\p{Nd}._-]*$/u.test(name) || !/[\p{L}\p{Nd}]/u.test(name))
    return 'field.username.characters';
  return mixesScripts(name) ? 'field.username.scripts' : undefined;
}
