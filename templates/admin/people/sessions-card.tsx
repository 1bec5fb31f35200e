/** A person's sessions, and the button that ends all of them. */
import { Card } from '../../parts/card.tsx';
import { deviceName } from '../../parts/device.ts';
import { formatTime } from '../../parts/format.ts';
import { ActForm, type Part } from './act.tsx';

export function SessionsCard({ view, person }: Part) {
  const { t, locale } = view;
  return (
    <Card id="sessions" title={t('admin.person.sessions')}>
      {person.sessions.length === 0 && <p>{t('admin.person.no-sessions')}</p>}
      <ul class="sessions">
        {person.sessions.map((session) => (
          <li>
            <div>
              <p>
                <strong>{deviceName(session.userAgent) ?? t('account.sessions.unknown')}</strong>
              </p>
              <p class="muted small">
                {t(`account.sessions.${session.method}`)} · {session.address} ·{' '}
                {t('account.sessions.used', { time: formatTime(locale, session.lastUsedAt) })}
              </p>
            </div>
          </li>
        ))}
      </ul>
      {person.sessions.length > 0 && <ActForm view={view} person={person} act="end-sessions" />}
    </Card>
  );
}
