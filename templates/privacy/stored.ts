/** What the server stores about a person, and for how long, by its settings. */
import type { MessageKey, Vars } from '../../src/i18n/index.ts';

type Cookie =
  | 'session'
  | 'device'
  | 'attempt'
  | 'pending'
  | 'ceremony'
  | 'reset'
  | 'handoff'
  | 'phone'
  | 'locale'
  | 'way'
  | 'kiosk';

/** What the notice is made from. 0 days: kept for ever, or never removed. */
export type NoticeFacts = {
  /** Who runs the server, as the setting says. Empty where it is not set. */
  operator: string;
  recognizer: 'embedding' | 'lbph' | 'custom';
  templates: number;
  liveness: ('challenge' | 'passive')[];
  faceDays: number;
  attemptDays: number;
  auditDays: number;
  sessionDays: number;
  idleDays: number;
  database: 'embedded' | 'postgres';
  /** Names of the cookies, without the prefix that they have behind https. */
  cookies: readonly Cookie[];
  /** Where the template key is: in a file in the data folder, or where the operator chose. */
  key: 'file' | 'given';
};

type Text = [key: MessageKey, vars?: Vars];

/** One kind of data: its name, what it is for, how long it is kept. */
type Stored = { what: MessageKey; text: Text; kept: Text };

function days(count: number, some: MessageKey, always: MessageKey): Text {
  return count === 0 ? [always] : [some, { days: count }];
}

export function storedData(facts: NoticeFacts): Stored[] {
  const { templates, faceDays, sessionDays, idleDays, attemptDays, auditDays } = facts;
  const account: Text = ['privacy.kept.account'];
  return [
    {
      what: 'privacy.face',
      text: ['privacy.face.text', { count: templates }],
      kept: days(faceDays, 'privacy.face.kept.unused', 'privacy.face.kept'),
    },
    { what: 'privacy.consent', text: ['privacy.consent.text'], kept: ['privacy.consent.kept'] },
    { what: 'privacy.account', text: ['privacy.account.text'], kept: account },
    { what: 'privacy.profile', text: ['privacy.profile.text'], kept: ['privacy.profile.kept'] },
    {
      what: 'privacy.sessions',
      text: ['privacy.sessions.text'],
      kept: ['privacy.sessions.kept', { days: sessionDays, idle: idleDays }],
    },
    { what: 'privacy.devices', text: ['privacy.devices.text'], kept: ['privacy.devices.kept'] },
    { what: 'privacy.passkeys', text: ['privacy.passkeys.text'], kept: ['privacy.passkeys.kept'] },
    { what: 'privacy.applications', text: ['privacy.applications.text'], kept: ['privacy.applications.kept'] },
    { what: 'privacy.told', text: ['privacy.told.text'], kept: ['privacy.told.kept'] },
    { what: 'privacy.attendance', text: ['privacy.attendance.text'], kept: account },
    { what: 'privacy.phone', text: ['privacy.phone.text'], kept: ['privacy.phone.kept'] },
    {
      what: 'privacy.attempts',
      text: ['privacy.attempts.text'],
      kept: days(attemptDays, 'privacy.kept.days', 'privacy.kept.always'),
    },
    {
      what: 'privacy.audit',
      text: ['privacy.audit.text'],
      kept: days(auditDays, 'privacy.audit.kept.days', 'privacy.audit.kept.always'),
    },
    { what: 'privacy.guessing', text: ['privacy.guessing.text'], kept: ['privacy.guessing.kept'] },
  ];
}
