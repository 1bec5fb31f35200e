/** The rows of the page of settings, in the person's language. */
import type { SettingGroup, SettingRow } from '../../../templates/admin/settings/list.tsx';
import type { Deps } from '../../deps.ts';
import type { Locale, Translate } from '../../i18n/index.ts';
import { meaningOf } from '../../i18n/settings.ts';
import { readChanges } from '../../tuning/stored.store.ts';
import { type ShownSetting, settingsOf } from './settings.ts';
import { GROUPS, titleOf, valueInWords } from './words.ts';

export type Words = { t: Translate; locale: Locale };
type Change = SettingRow['changed'];

/** @param changed when and by whom. */
export function rowOf({ t, locale }: Words, setting: ShownSetting, changed?: Change): SettingRow {
  const { key, ...shown } = setting;
  const words = setting.value === undefined ? undefined : valueInWords(t, key, setting.value);
  return { ...shown, title: titleOf(t, key), meaning: meaningOf(locale, setting), words, changed };
}

export async function groupsOf(
  deps: Pick<Deps, 'db' | 'config' | 'tuning'>,
  { t, locale }: Words,
): Promise<SettingGroup[]> {
  const changes = await readChanges(deps.db);
  const all = settingsOf(deps);
  return GROUPS.map(({ title, keys }) => ({
    title: t(title),
    rows: keys.map((key) => {
      const setting = all.find((one) => one.key === key)!;
      return rowOf({ t, locale }, setting, changes.get(setting.env));
    }),
  }));
}
