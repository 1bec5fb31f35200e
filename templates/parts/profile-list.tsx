import type { MessageKey } from '../../src/i18n/index.ts';
import type { View } from '../view.ts';
import { Fact } from './fact.tsx';
import { formatDay } from './format.ts';

/** The profile as it is stored. Null: not given. */
export type ProfileValues = {
  realName: string | null;
  englishName: string | null;
  gender: string | null;
  birthday: string | null;
  nationality: string | null;
  phone: string | null;
  email: string | null;
  university: string | null;
  profession: string | null;
  city: string | null;
  synopsis: string | null;
  description: string | null;
};

const ROWS: [keyof ProfileValues, MessageKey][] = [
  ['realName', 'label.real-name'],
  ['englishName', 'label.english-name'],
  ['gender', 'label.gender'],
  ['birthday', 'label.birthday'],
  ['nationality', 'label.nationality'],
  ['phone', 'label.phone'],
  ['email', 'label.email'],
  ['university', 'label.university'],
  ['profession', 'label.profession'],
  ['city', 'label.city'],
];

const GENDERS: Record<string, MessageKey> = { female: 'gender.female', male: 'gender.male', other: 'gender.other' };

function shown(view: View, name: keyof ProfileValues, value: string): string {
  if (name === 'birthday') return formatDay(view.locale, value);
  if (name === 'gender') {
    const key = GENDERS[value];
    return key ? view.t(key) : value;
  }
  return value;
}

/** The filled-in parts of the profile, or a text that invites to fill it in. */
export function ProfileList({ view, profile }: { view: View; profile: ProfileValues | undefined }) {
  const rows = ROWS.flatMap(([name, label]) => {
    const value = profile?.[name];
    return value ? [{ label, text: shown(view, name, value) }] : [];
  });
  const { synopsis, description } = profile ?? {};
  if (rows.length === 0 && !synopsis && !description) return <p>{view.t('account.profile.none')}</p>;
  return (
    <>
      {synopsis && <p class="synopsis">{synopsis}</p>}
      {rows.length > 0 && (
        <dl class="facts">
          {rows.map(({ label, text }) => (
            <Fact term={view.t(label)}>{text}</Fact>
          ))}
        </dl>
      )}
      {description && <p class="description">{description}</p>}
    </>
  );
}
