/** The form of the profile page. */
import { z } from 'zod';
import { text } from '../../fields.ts';

/** Choices of the gender field; empty is "not told". */
const GENDERS = ['', 'female', 'male', 'other'];

function isPastDate(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value) || Number.isNaN(date.getTime())) return false;
  // `Date` reads the 30th of February as the 2nd of March: a date that does not exist does not come back as itself.
  return date.toISOString().startsWith(value) && value >= '1900-01-01' && date.getTime() <= Date.now();
}

/** Every field may be empty. An empty display name becomes the user name. */
export const profileForm = z.object({
  display_name: text(64),
  real_name: text(64),
  english_name: text(64),
  gender: text(16).refine((value) => GENDERS.includes(value), 'field.choice'),
  birthday: text(10).refine((value) => value === '' || isPastDate(value), 'field.birthday'),
  nationality: text(64),
  phone: text(32).refine((value) => /^[\d +()./-]*$/.test(value), 'field.phone'),
  email: text(254).refine((value) => value === '' || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value), 'field.email'),
  university: text(128),
  profession: text(128),
  city: text(128),
  synopsis: text(160).refine((value) => !/[\r\n]/.test(value), 'field.text.characters'),
  description: text(4000),
});

export type ProfileForm = z.infer<typeof profileForm>;
