/** Which settings belong together on the page, and the words for their values. */
import type { MessageKey, Translate } from '../../i18n/index.ts';
import type { Settings } from '../../settings.ts';

export type SettingKey = keyof Settings;

/** Every setting once, in the order of the page. */
export const GROUPS: readonly { title: MessageKey; keys: readonly SettingKey[] }[] = [
  { title: 'settings.group.site', keys: ['siteName', 'language', 'operator'] },
  { title: 'settings.group.registration', keys: ['registration', 'registrationsPerAddress'] },
  { title: 'settings.group.sign-in', keys: ['identification', 'faceDevices', 'phone', 'secondFactor'] },
  {
    title: 'settings.group.faces',
    keys: [
      ...(['liveness', 'targetFmr', 'templates', 'duplicateFaces', 'otherMovement', 'modelsDir', 'modelsUrl'] as const),
      ...(['recognizer', 'customModel', 'lbphBackend', 'visionWorkers'] as const),
    ],
  },
  { title: 'settings.group.kept', keys: ['attemptDays', 'auditDays', 'unusedFaceDays'] },
  { title: 'settings.group.address', keys: ['publicUrl', 'host', 'port', 'trustedProxies'] },
  { title: 'settings.group.storage', keys: ['data', 'databaseUrl', 'templateKey', 'keysDir'] },
  { title: 'settings.group.watch', keys: ['log', 'metrics', 'metricsToken', 'webhookPrivate'] },
];

/** The words for each value, of settings that have a few. */
const CHOICES: Partial<Record<SettingKey, Record<string, MessageKey>>> = {
  language: { auto: 'choice.language.auto', en: 'choice.language.en', zh: 'choice.language.zh' },
  registration: {
    open: 'choice.registration.open',
    invite: 'choice.registration.invite',
    closed: 'choice.registration.closed',
  },
  secondFactor: {
    off: 'choice.secondFactor.off',
    face: 'choice.secondFactor.face',
    admins: 'choice.secondFactor.admins',
    all: 'choice.secondFactor.all',
  },
  identification: {
    auto: 'choice.identification.auto',
    always: 'choice.identification.always',
    never: 'choice.identification.never',
  },
  faceDevices: { any: 'choice.faceDevices.any', known: 'choice.faceDevices.known' },
  phone: { on: 'choice.phone.on', 'same-network': 'choice.phone.same-network', off: 'choice.phone.off' },
  liveness: {
    challenge: 'choice.liveness.challenge',
    strict: 'choice.liveness.strict',
    passive: 'choice.liveness.passive',
    off: 'choice.liveness.off',
  },
  duplicateFaces: {
    warn: 'choice.duplicateFaces.warn',
    refuse: 'choice.duplicateFaces.refuse',
    allow: 'choice.duplicateFaces.allow',
  },
  metrics: { off: 'choice.metrics.off', loopback: 'choice.metrics.loopback', token: 'choice.metrics.token' },
};

export function titleOf(t: Translate, key: SettingKey): string {
  return t(`setting.${key}`);
}

export type SettingChoice = { value: string; label: string };

/** Undefined: the value is typed. */
export function choicesOf(t: Translate, key: SettingKey): SettingChoice[] | undefined {
  const words = CHOICES[key];
  return words && Object.entries(words).map(([value, label]) => ({ value, label: t(label) }));
}

/** A value in words, where there are some. */
export function valueInWords(t: Translate, key: SettingKey, value: string): string | undefined {
  const words = CHOICES[key];
  return words && Object.hasOwn(words, value) ? t(words[value]!) : undefined;
}

/** What the weaker value means for the server. */
export const WEAKER: Partial<Record<SettingKey, MessageKey>> = {
  liveness: 'settings.weaker.liveness',
  secondFactor: 'settings.weaker.secondFactor',
  targetFmr: 'settings.weaker.targetFmr',
  faceDevices: 'settings.weaker.faceDevices',
  phone: 'settings.weaker.phone',
  identification: 'settings.weaker.identification',
  duplicateFaces: 'settings.weaker.duplicateFaces',
  auditDays: 'settings.weaker.auditDays',
};

/** The keyboard for a value that is typed. */
export function inputOf(key: SettingKey): 'text' | 'numeric' | 'decimal' {
  if (key === 'targetFmr') return 'decimal';
  return key === 'siteName' || key === 'operator' ? 'text' : 'numeric';
}
