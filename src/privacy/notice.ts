/** The facts of the privacy notice, read from the settings as they are: the page cannot say what is not so. */
import type { NoticeFacts } from '../../templates/privacy.tsx';
import type { Deps } from '../deps.ts';
import { COOKIES } from '../http/cookies.ts';
import { IDLE_DAYS, SESSION_SECONDS } from '../sessions/sessions.store.ts';

const DAY_SECONDS = 24 * 3_600;

export function noticeFacts({ config, liveness }: Pick<Deps, 'config' | 'liveness'>): NoticeFacts {
  const asked = liveness.challenge ? ('challenge' as const) : undefined;
  const seen = liveness.passive ? ('passive' as const) : undefined;
  return {
    operator: config.operator,
    recognizer: config.recognizer,
    templates: config.templates,
    liveness: [asked, seen].filter((part) => part !== undefined),
    faceDays: config.unusedFaceDays,
    attemptDays: config.attemptDays,
    auditDays: config.auditDays,
    sessionDays: SESSION_SECONDS / DAY_SECONDS,
    idleDays: IDLE_DAYS,
    database: config.databaseUrl ? 'postgres' : 'embedded',
    cookies: COOKIES,
    key: config.templateKey ? 'given' : 'file',
  };
}
