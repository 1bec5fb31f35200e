/** Codes that a person reads off one screen and types at another. Only their hashes are stored. */
import { randomBytes } from 'node:crypto';

/** Crockford's base 32: no letter looks like a digit. Each letter is five bits. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Draws a code of that many letters. */
export function newCode(letters: number): string {
  return Array.from(randomBytes(letters), (byte) => ALPHABET[byte % ALPHABET.length]!).join('');
}

/** The code with a dash after each group of letters. */
export function groupedCode(code: string, group: number): string {
  return code.match(new RegExp(`.{${group}}`, 'g'))!.join('-');
}

/** Reads any spelling of a code: drops blanks and dashes, and takes letters that look like digits for these. */
export function normalizedCode(code: string): string {
  return code
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
}
