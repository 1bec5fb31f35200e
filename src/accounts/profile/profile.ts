/** Saves a profile with its picture. */
import type { Deps } from '../../deps.ts';
import { happened } from '../../events/events.store.ts';
import { saveAvatar, saveProfile } from '../accounts.store.ts';
import type { ProfileForm } from './profile.schema.ts';

export type AvatarChange = { image: Uint8Array; version: string } | null | undefined;

const optional = (value: string) => value || null;

/**
 * Saves all of it or nothing.
 * @param input.avatar null removes the picture; undefined leaves it.
 */
export async function changeProfile(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
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
    await happened(tx, { at: clock(), userId, kind: 'profile-changed' });
  });
}
