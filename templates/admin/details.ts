/** The details of an audit event in words. */
import type { MessageKey } from '../../src/i18n/index.ts';
import { formatTime } from '../parts/format.ts';
import type { View } from '../view.ts';

type Value = string | number | boolean;

/** Names of details. An unknown one is shown as it is. */
const NAMES: Record<string, MessageKey> = {
  actor: 'admin.audit.by',
  address: 'admin.app.origins.short',
  application: 'admin.detail.application',
  before: 'admin.detail.before',
  by: 'admin.audit.by',
  change: 'admin.detail.change',
  changed: 'admin.detail.changed',
  consentVersion: 'admin.detail.consent-version',
  consentedAt: 'admin.detail.consented-at',
  count: 'admin.detail.count',
  direction: 'attendance.direction',
  enabled: 'admin.app.on',
  enrolledAt: 'admin.detail.enrolled-at',
  events: 'admin.detail.events',
  forgotten: 'admin.detail.forgotten',
  formerly: 'admin.detail.formerly',
  from: 'admin.detail.from',
  group: 'admin.detail.group',
  key: 'admin.detail.key',
  kid: 'admin.detail.key',
  left: 'admin.detail.left',
  method: 'admin.detail.method',
  name: 'admin.detail.name',
  now: 'admin.detail.now',
  other: 'admin.detail.other',
  purpose: 'admin.detail.purpose',
  reason: 'admin.attempt.reason',
  recognizers: 'admin.detail.recognizers',
  refused: 'admin.detail.refused',
  second: 'admin.detail.second',
  setting: 'admin.settings.name',
  synced: 'admin.detail.synced',
  templates: 'admin.detail.templates',
  time: 'attendance.time',
  to: 'admin.detail.to',
  unusedFaceDays: 'admin.detail.unused-face-days',
  what: 'admin.detail.what',
  which: 'admin.detail.which',
  why: 'admin.attempt.reason',
};

/** Words for values that are codes, by the name of the detail. */
const VALUES: Record<string, Record<string, MessageKey>> = {
  by: { console: 'admin.detail.console' },
  change: {
    added: 'admin.detail.group.added',
    renamed: 'admin.detail.group.renamed',
    removed: 'admin.detail.group.removed',
    'put-in': 'admin.detail.group.put-in',
    'taken-out': 'admin.detail.group.taken-out',
    voided: 'attendance.void',
    'former-ended': 'admin.detail.former-ended',
  },
  method: { face: 'admin.detail.face', passkey: 'admin.detail.passkey', password: 'admin.detail.password' },
  purpose: {
    'sign-in': 'admin.detail.sign-in',
    'step-up': 'admin.detail.step-up',
    enrollment: 'admin.detail.enrollment',
  },
  reason: {
    administrator: 'admin.detail.administrator',
    asked: 'admin.detail.asked',
    denied: 'admin.detail.denied',
    failures: 'admin.detail.failures',
    gone: 'admin.detail.gone',
    number: 'admin.detail.number',
    unused: 'admin.detail.unused',
  },
  second: { passkey: 'admin.detail.passkey', 'recovery-code': 'admin.detail.recovery-code' },
  what: { attempts: 'admin.attempts', attendance: 'attendance.title', audit: 'admin.audit', people: 'admin.people' },
  direction: { in: 'attendance.in', out: 'attendance.out' },
  which: { all: 'admin.detail.all', one: 'admin.detail.one', others: 'admin.detail.others' },
  why: {
    'application-off': 'admin.detail.why.off',
    'switched-off': 'admin.detail.why.off',
    'no-forward-auth': 'admin.detail.why.no-forward-auth',
    'no-oidc': 'admin.detail.why.no-oidc',
    'not-for-person': 'admin.detail.why.not-for-person',
    'path-unreadable': 'admin.detail.why.path',
    'plain-http': 'admin.detail.why.plain-http',
    redirect: 'admin.detail.why.redirect',
    'logout-redirect': 'admin.detail.why.logout-redirect',
    settings: 'admin.detail.why.settings',
    expired: 'admin.detail.why.expired',
  },
};

function valueText({ t, locale }: View, name: string, value: Value): string {
  if (typeof value === 'boolean') return t(value ? 'admin.detail.yes' : 'admin.detail.no');
  if (typeof value === 'string' && name.endsWith('At')) return formatTime(locale, new Date(value));
  const words = Object.hasOwn(VALUES, name) ? VALUES[name]! : {};
  const key = Object.hasOwn(words, value) ? words[value] : undefined;
  return key ? t(key) : String(value);
}

/** `Method: face; second factor: passkey`; empty where there are no details. */
export function detailText(view: View, detail: Record<string, Value>): string {
  return Object.entries(detail)
    .map(([name, value]) => {
      const key = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
      return view.t('admin.detail', { name: key ? view.t(key) : name, value: valueText(view, name, value) });
    })
    .join('; ');
}
