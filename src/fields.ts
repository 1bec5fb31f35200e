/** Schemas of texts that people type. */
import { z } from 'zod';

/** Control characters except line breaks and tabs: a NUL breaks PostgreSQL's text, the others break pages and logs. */
function hasControls(text: string): boolean {
  return [...text].some((char) => (char < ' ' && char !== '\n' && char !== '\r' && char !== '\t') || char === '\u007f');
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
