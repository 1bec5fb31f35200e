/** Schemas of texts that people type. */
import { z } from 'zod';

/**
 * Control characters except line breaks and tabs: a NUL breaks PostgreSQL's text, the others break pages and logs. Half
 * of a character, which only JSON can hold, breaks the text, too.
 */
function hasControls(text: string): boolean {
  const controls = [...text].some(
    (char) => (char < ' ' && char !== '\n' && char !== '\r' && char !== '\t') || char === '\u007f',
  );
  return controls || /\p{Cs}/u.test(text);
}

/** A text field that may be empty, in NFC, without blanks around it. @param most characters that it may have. */
export function text(most: number) {
  return z
    .string({ error: 'field.required' })
    .default('')
    .transform((value) => value.normalize('NFC').trim())
    .refine((value) => [...value].length <= most, 'field.text.long')
    .refine((value) => !hasControls(value), 'field.text.characters');
}
