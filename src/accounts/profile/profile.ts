/** The profile: what may stand in each field, and saving it with the picture. */
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import { text } from '../../http/text.ts';
import { saveAvatar, saveProfile } from '../accounts.store.ts';

/** Choices of the gender field; empty is "not told". */
export const GENDERS = ['', 'female', 'male', 'other'] as const;

function isPastDate(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value) || Number.isNaN(date.getTime())) return false;
  // The 30th of February is read as the 2nd of March: a date that is none does not come back as itself.
  return date.toISOString().startsWith(value) && value >= '1900-01-01' && date.getTime() <= Date.now();
}

const optional = (value: string) => value || null;

/** The form of the profile page; every field may be empty but the display name, which then is the user name. */
export const profileForm = z.object({
  display_name: text(64),
  real_name: text(64),
  english_name: text(64),
  gender: text(16).refine((value) => (GENDERS as readonly string[]).includes(value), 'field.choice'),
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
export type AvatarChange = { image: Uint8Array; version: string } | null | undefined;

/** Saves names, profile and, unless `avatar` is undefined, the picture (null takes it away), all or nothing. */
export async function changeProfile(
  { db }: Pick<Deps, 'db'>,
  input: { userId: string; username: string; form: ProfileForm; avatar: AvatarChange },
): Promise<void> {
  const { userId, username, form, avatar } = input;
  const profile = {
    realName: optional(form.real_name),
    englishName: optional(form.english_name),
    gender: optional(form.gender),
    birthday: optional(form.birthday),
    nationality: optional(form.nationality),
    phone: optional(form.phone),
    email: optional(form.email),
    university: optional(form.university),
    profession: optional(form.profession),
    city: optional(form.city),
    synopsis: optional(form.synopsis),
    description: optional(form.description),
  };
  await db.transaction(async (tx) => {
    await saveProfile(tx, userId, form.display_name || username, profile);
    if (avatar !== undefined) await saveAvatar(tx, userId, avatar);
  });
}
