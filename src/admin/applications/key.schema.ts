/** The form of a new bearer key. */
import { z } from 'zod';
import { text } from '../../fields.ts';

/** Days until a key expires. `never`: the administrator removes it. */
const DAYS: Record<string, number | null> = { 30: 30, 90: 90, 365: 365, never: null };

export const keyForm = z.object({
  name: text(60)
    .refine((name) => name !== '', 'field.required')
    .refine((name) => !/[\n\r\t]/.test(name), 'field.text.characters'),
  days: z
    .string({ error: 'field.value.form' })
    .refine((days) => Object.hasOwn(DAYS, days), 'field.value.form')
    .transform((days) => DAYS[days] ?? null),
});
