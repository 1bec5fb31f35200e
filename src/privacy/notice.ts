/** The facts of the privacy notice. They come from the settings in force, so the page cannot say anything else. */
import type { Deps } from '../deps.ts';
import { IDLE_DAYS, SESSION_SECONDS } from '../sessions/sessions.store.ts';

const DAY_SECONDS = 24 * 3_600;

/** Days: 0 is "for ever", or "never" where something would be removed. */
export function noticeFacts({ config, liveness }: Pick<Deps, 'config' | 'liveness'>) {
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
    database: config.databaseUrl ? ('postgres' as const) : ('embedded' as const),
    key: config.templateKey ? ('given' as const) : ('file' as const),
  };
}
