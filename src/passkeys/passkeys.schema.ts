/** Forms of a person's own passkeys. */
import { z } from 'zod';
import { text } from '../fields.ts';
import { registrationAnswer } from './answers.schema.ts';

/** Characters of a passkey's name, at most. */
const NAME_LENGTH = 64;

export const addition = z.object({ name: text(NAME_LENGTH), next: z.string().default(''), answer: registrationAnswer });
export const renaming = z.object({ name: text(NAME_LENGTH).refine((name) => name !== '', 'field.required') });
