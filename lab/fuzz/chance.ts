/** What chance draws from, and how. */

/** A source of chance, 0 to 1. */
export type Chance = () => number;
export const pick = <T>(random: Chance, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

/** Values that have broken some program. */
export const NASTY = [
  ...[
    '',
    ' ',
    '0',
    '-1',
    '1e309',
    'NaN',
    'null',
    'undefined',
    'true',
    '[]',
    '{}',
    '%',
    '%00',
    '\u0000',
    '\ud800',
    '💥',
  ],
  ...['\u202e', '\ufeff', 'İ', 'ß', 'ﬃ', "' or 1=1 --", '"; drop table users; --', '<script>alert(1)</script>', '#{x}'],
  ...[
    '../../etc/passwd',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '\r\nX: y',
    '99999999999999999999',
  ],
  ...['2026-02-30', '0000-00-00', '-infinity', 'x'.repeat(300), 'x'.repeat(70_000), 'seven small stones', '__proto__'],
];

/** Half of a character, which no address can hold. */
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The text with nothing that an address cannot hold. */
export function addressable(text: string): string {
  return text.replace(LONE, '\ufffd');
}
