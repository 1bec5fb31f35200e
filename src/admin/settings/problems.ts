/** Why a value was refused, in words of the form. */
import { AppError } from '../../errors.ts';
import type { MessageKey } from '../../i18n/index.ts';
import type { Refusal } from '../../tuning/tuning.ts';
import type { SettingKey } from './words.ts';

/** For values that are typed; any other setting has a choice. */
const VALUES: Partial<Record<SettingKey, MessageKey>> = {
  siteName: 'settings.wrong.text',
  operator: 'settings.wrong.long',
  attemptDays: 'settings.wrong.days',
  auditDays: 'settings.wrong.days',
  unusedFaceDays: 'settings.wrong.days',
  templates: 'settings.wrong.templates',
  registrationsPerAddress: 'settings.wrong.accounts',
  targetFmr: 'settings.wrong.rate',
};

const TOGETHER: Partial<Record<SettingKey, MessageKey>> = {
  secondFactor: 'settings.wrong.ip',
  metrics: 'settings.wrong.token',
};

/** @throws {AppError} `bad-request` for a setting that no form of ours changes. */
export function problemOf(key: SettingKey, { why }: Refusal): MessageKey {
  if (why === 'networks') return 'settings.wrong.networks';
  if (why === 'value') return VALUES[key] ?? 'settings.wrong.value';
  if (why === 'together') return TOGETHER[key] ?? 'settings.wrong.together';
  throw new AppError('bad-request');
}
