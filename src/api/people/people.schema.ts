/** People in requests and answers. */
import { z } from '@hono/zod-openapi';
import { text } from '../../fields.ts';
import { Id, Time } from '../http/operation.ts';
import type { PersonRow } from './people.store.ts';

export const Person = z
  .object({
    id: Id,
    name: z.string().openapi({ example: 'anna' }),
    displayName: z.string().openapi({ example: 'Anna Huber' }),
    signIn: z.boolean().openapi({ description: 'False: a person without a way in, whom only programs find.' }),
    role: z.enum(['user', 'admin']),
    disabled: z.boolean(),
    face: z.boolean().openapi({ description: 'Whether a face is enrolled.' }),
    createdAt: Time,
    lastSignInAt: Time.nullable(),
  })
  .openapi('Person');

/** A name that is not empty. User names have rules of their own, which `accounts/usernames.ts` checks. */
const filled = (most: number) => text(most).refine((value) => value !== '', 'field.required');
const name = filled(128).openapi({ type: 'string', minLength: 1, maxLength: 128, example: 'anna' });
const displayName = filled(64).openapi({ type: 'string', minLength: 1, maxLength: 64 });

export const NewPerson = z
  .strictObject({
    name,
    displayName: displayName.optional(),
    signIn: z.boolean().default(true).openapi({
      description:
        'True: an account. Its face signs in once it is enrolled, and an administrator can hand out a link for a password. False: a person whom only programs find.',
    }),
  })
  .openapi('NewPerson');

export const PersonChange = z
  .strictObject({
    name: name.optional(),
    displayName: displayName.optional(),
    signIn: z.boolean().optional().openapi({ description: 'True gives somebody a way in. It cannot be taken back.' }),
  })
  .openapi('PersonChange');

export const Link = z
  .strictObject({ account: Id.openapi({ description: 'The account that gets the faces.' }) })
  .openapi('Link');

export function showPerson(row: PersonRow): z.input<typeof Person> {
  const { id, username, displayName, subject, role, disabledAt, enrolledAt, createdAt, lastSignInAt } = row;
  return {
    ...{ id, name: username, displayName, signIn: !subject, role },
    ...{ disabled: disabledAt !== null, face: enrolledAt !== null },
    ...{ createdAt: createdAt.toISOString(), lastSignInAt: lastSignInAt?.toISOString() ?? null },
  };
}
