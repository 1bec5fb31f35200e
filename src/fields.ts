/** Texts that people type, as a schema takes them. */
import { z } from 'zod';

/** Control characters except line breaks and tabs: a NUL breaks PostgreSQL's text, the others break pages and logs. */
function hasControls(text: string): boolean {
  return [...text].some((char) => (char < ' ' && char !== '\n' && char !== '\r' && char !== '\t') || char === '\u007f');
}

/** A text field that may be empty: NFC, without blanks around it. @param most characters. */
export function text(most: number) {
  return z
    .string({ error: 'field.required' })
    .default('')
    .transform((value) => value.normalize('NFC').trim())
    .refine((value) => [...value].length <= most, 'field.text.long')
    .refine((value) => !hasControls(value), 'field.text.characters');
}
