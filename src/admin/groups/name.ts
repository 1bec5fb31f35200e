/** Names of groups. A proxy gets them in one header with commas between them, so that a name has none. */
import { z } from 'zod';
import { text } from '../../fields.ts';

export const groupName = text(60)
  .refine((name) => name !== '', 'field.required')
  .refine((name) => name === '' || /^[\p{L}\p{M}\p{N} ._@/&+-]+$/u.test(name), 'field.group.form');

export const groupForm = z.object({ name: groupName });

/** Whether a text can be the name of a group. Asking the database for anything else may be an error of its own. */
export function canBeGroup(name: string): boolean {
  return groupName.safeParse(name).success;
}
