import type { View } from '../view.ts';
import { deviceName } from './device.ts';
import { formatTime } from './format.ts';
import { Icon } from './icons.tsx';

export type SessionRow = {
  /** The session of this very page. */
  current: boolean;
  userAgent: string;
  address: string;
  lastUsedAt: Date;
  method: 'password' | 'face' | 'passkey';
};

/** Where the person is signed in, one line each. */
export function SessionList({ view, sessions }: { view: View; sessions: SessionRow[] }) {
  const { t } = view;
  return (
    <ul class="sessions">
      {sessions.map((session) => (
        <li>
          <Icon name={session.method === 'face' ? 'face' : 'key'} />
          <div>
            <p>
              <strong>{deviceName(session.userAgent) ?? t('account.sessions.unknown')}</strong>
              {session.current && <span class="badge">{t('account.sessions.current')}</span>}
            </p>
            <p class="muted small">
              {t(`account.sessions.${session.method}`)} · {session.address}
            </p>
            <p class="muted small">
              {t('account.sessions.used', { time: formatTime(view.locale, session.lastUsedAt) })}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
