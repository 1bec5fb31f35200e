/** The form of the registration page. */
import { z } from 'zod';
import { text } from '../fields.ts';

export const registerForm = z.object({
  username: z.string({ error: 'field.required' }).trim().min(1, 'field.required'),
  password: z.string({ error: 'field.required' }).min(1, 'field.required'),
  display_name: text(64),
  invite: z.string().optional(),
});
