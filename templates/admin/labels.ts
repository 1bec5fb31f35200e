/** Words for codes of the database. */

import { REASONS, type Reason } from '../../src/biometrics/reasons.ts';
import { MOVES } from '../../src/biometrics/session/challenge.ts';
import { FACE_MOVES } from '../../src/biometrics/session/face-challenge.ts';
import type { MessageKey } from '../../src/i18n/index.ts';
import type { View } from '../view.ts';

export function reasonLabel({ t }: View, reason: string | null): string {
  if (reason === null) return '';
  return (REASONS as readonly string[]).includes(reason) ? t(`reason.${reason as Reason}`) : reason;
}

export type Outcome = 'accepted' | 'expired' | 'frames' | 'abandoned' | 'refused' | null;

export function outcomeLabel({ t }: View, outcome: Outcome): string {
  if (outcome === null) return t('admin.outcome.open');
  if (outcome === 'abandoned') return t('admin.outcome.abandoned');
  return t(outcome === 'accepted' ? 'admin.outcome.accepted' : 'admin.outcome.refused');
}

/** Kinds of audit events. An unknown one is shown as it is. */
const KINDS: Record<string, MessageKey> = {
  registered: 'audit.registered',
  'signed-in': 'audit.signed-in',
  'signed-out': 'audit.signed-out',
  'password-changed': 'audit.password-changed',
  'reset-issued': 'audit.reset-issued',
  'password-reset': 'audit.password-reset',
  'sessions-ended': 'audit.sessions-ended',
  'devices-forgotten': 'audit.devices-forgotten',
  'passkey-added': 'audit.passkey-added',
  'passkey-removed': 'audit.passkey-removed',
  'passkey-copied': 'audit.passkey-copied',
  'recovery-codes-made': 'audit.recovery-codes-made',
  'recovery-code-used': 'audit.recovery-code-used',
  'account-deleted': 'audit.account-deleted',
  'account-disabled': 'audit.account-disabled',
  'account-enabled': 'audit.account-enabled',
  'face-enrolled': 'audit.face-enrolled',
  'face-duplicate': 'audit.face-duplicate',
  'face-removed': 'audit.face-removed',
  'face-off': 'audit.face-off',
  'face-on': 'audit.face-on',
  'data-downloaded': 'audit.data-downloaded',
  'admin-made': 'audit.admin-made',
  'admin-unmade': 'audit.admin-unmade',
  'invite-made': 'audit.invite-made',
  exported: 'audit.exported',
  'keys-rotated': 'audit.keys-rotated',
  'application-added': 'audit.application-added',
  'application-changed': 'audit.application-changed',
  'application-removed': 'audit.application-removed',
  'application-secret': 'audit.application-secret',
  'application-key-made': 'audit.application-key-made',
  'application-key-removed': 'audit.application-key-removed',
  'group-changed': 'audit.group-changed',
  'stepped-up': 'audit.stepped-up',
  'application-opened': 'audit.application-opened',
  'application-refused': 'audit.application-refused',
  'oidc-keys-rotated': 'audit.oidc-keys-rotated',
  'api-key-made': 'audit.api-key-made',
  'api-key-removed': 'audit.api-key-removed',
  'person-added': 'audit.person-added',
  'person-changed': 'audit.person-changed',
  'person-linked': 'audit.person-linked',
  'picture-added': 'audit.picture-added',
  'picture-removed': 'audit.picture-removed',
  'kiosk-added': 'audit.kiosk-added',
  'kiosk-changed': 'audit.kiosk-changed',
  'kiosk-removed': 'audit.kiosk-removed',
  'kiosk-registered': 'audit.kiosk-registered',
  'kiosk-seen': 'audit.kiosk-seen',
  'attendance-corrected': 'audit.attendance-corrected',
  'profile-changed': 'audit.profile-changed',
  'webhook-added': 'audit.webhook-added',
  'webhook-changed': 'audit.webhook-changed',
  'webhook-removed': 'audit.webhook-removed',
  'webhook-secret': 'audit.webhook-secret',
  'setting-changed': 'audit.setting-changed',
  'phone-confirmed': 'audit.phone-confirmed',
  'phone-refused': 'audit.phone-refused',
};

export function kindLabel({ t }: View, kind: string): string {
  const key = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  return key ? t(key) : kind;
}

const CHALLENGES: Record<string, MessageKey> = {
  passed: 'admin.challenge.passed',
  failed: 'admin.challenge.failed',
  unfinished: 'admin.challenge.unfinished',
};

/** The result of an attempt's challenge. Empty where there was none. */
export function challengeLabel({ t }: View, result: unknown): string {
  const key = typeof result === 'string' && Object.hasOwn(CHALLENGES, result) ? CHALLENGES[result] : undefined;
  return key ? t(key) : '';
}

/** The asked movements (`left up`) in words. */
export function movesLabel({ t }: View, moves: unknown): string {
  const asked = typeof moves === 'string' ? moves.split(' ') : [];
  return asked
    .flatMap((name) => [...MOVES, ...FACE_MOVES].find((move) => move === name) ?? [])
    .map((move) => t(`admin.move.${move}`))
    .join(', ');
}

/** A score with three digits. */
export function scoreText(score: number | null | undefined): string {
  return typeof score === 'number' ? score.toFixed(3) : '–';
}
