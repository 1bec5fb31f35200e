/** The form of a new key. Each message is a key of the catalogue. */
import { isIP } from 'node:net';
import { z } from 'zod';
import { text } from '../../fields.ts';
import { SCOPES, SURFACES } from '../../principal.ts';

/** Whether a text is an address, or a network as `192.0.2.0/24`. */
function isNetwork(text: string): boolean {
  const [address = '', bits, more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

/** Addresses with blanks, commas or line breaks between. */
const addresses = text(1000)
  .transform((typed) => typed.split(/[\s,]+/).filter(Boolean))
  .refine((list) => list.every(isNetwork), 'field.addresses.form');

export const keyForm = z.object({
  name: text(60).refine((name) => name !== '', 'field.required'),
  surface: z.enum(SURFACES, { error: 'field.choice' }),
  scopes: z.array(z.enum(SCOPES, { error: 'field.choice' })).min(1, 'field.scopes.none'),
  /** Days that it works; 0: it does not expire. */
  days: z
    .string({ error: 'field.choice' })
    .regex(/^(0|[1-9]\d{0,3})$/, 'field.choice')
    .transform(Number),
  addresses,
  per_minute: z
    .string({ error: 'field.per-minute' })
    .trim()
    .regex(/^[1-9]\d{0,5}$/, 'field.per-minute')
    .transform(Number),
});

export type KeyForm = z.output<typeof keyForm>;
