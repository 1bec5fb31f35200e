/** One account: what is known of it, and what an administrator may do about it. */
import type { Child } from 'hono/jsx';
import type { MessageKey } from '../../../src/i18n/index.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { deviceName } from '../../parts/device.ts';
import { formatTime } from '../../parts/format.ts';
import { Notice } from '../../parts/notice.tsx';
import type { View } from '../../view.ts';
import { type AttemptItem, AttemptTable } from '../attempts/attempts.tsx';
import { type AuditItem, AuditTable } from '../audit.tsx';
import { hrefWith } from '../table.tsx';
import { type PersonRow, StateBadges } from './people.tsx';

export type PersonPageProps = {
  view: View;
  person: PersonRow & {
    createdAt: Date;
    faceFailures: number;
    passkeys: number;
    enrollment: { enrolledAt: Date; consentVersion: string; consentedAt: Date; lastUsedAt: Date | null } | null;
    templates: { recognizer: string; count: number }[];
    sessions: { userAgent: string; address: string; lastUsedAt: Date; method: 'password' | 'face' | 'passkey' }[];
  };
  attempts: AttemptItem[];
  audit: AuditItem[];
  /** What was just done. */
  notice?: MessageKey;
};

type Part = Pick<PersonPageProps, 'view' | 'person'>;

/** Form to `POST /admin/people/<id>/<act>`. */
function ActForm({ view, person, act, danger }: Part & { act: ActName; danger?: boolean }) {
  return (
    <form method="post" action={`/admin/people/${person.id}/${act}`}>
      <Button kind={danger ? 'danger' : 'secondary'}>{view.t(`admin.act.${act}`)}</Button>
    </form>
  );
}
type ActName =
  | 'disable'
  | 'enable'
  | 'face-off'
  | 'face-on'
  | 'remove-face'
  | 'remove-passkeys'
  | 'end-sessions'
  | 'make-admin'
  | 'unmake-admin';

function Fact({ term, children }: { term: string; children?: Child }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function AccountCard({ view, person }: Part) {
  const { t, locale } = view;
  return (
    <Card id="account" title={t('admin.person.account')}>
      <dl class="facts">
        <Fact term={t('label.username')}>{person.username}</Fact>
        <Fact term={t('label.display-name')}>{person.displayName}</Fact>
        <Fact term={t('admin.person.created')}>{formatTime(locale, person.createdAt)}</Fact>
        <Fact term={t('admin.person.last-sign-in')}>
          {person.lastSignInAt ? formatTime(locale, person.lastSignInAt) : t('admin.person.never')}
        </Fact>
        <Fact term={t('admin.person.passkeys')}>{person.passkeys}</Fact>
        {person.disabledAt && (
          <Fact term={t('admin.person.disabled-since')}>{formatTime(locale, person.disabledAt)}</Fact>
        )}
      </dl>
      <div class="actions">
        <ActForm view={view} person={person} act={person.disabledAt ? 'enable' : 'disable'} />
        <ActForm view={view} person={person} act={person.role === 'admin' ? 'unmake-admin' : 'make-admin'} />
      </div>
      <p class="hint">{t('admin.person.disable-effect')}</p>
      {person.passkeys > 0 && (
        <details>
          <summary>{t('admin.act.remove-passkeys.ask')}</summary>
          <p>{t('admin.act.remove-passkeys.effect')}</p>
          <ActForm view={view} person={person} act="remove-passkeys" danger />
        </details>
      )}
      <form method="post" action={`/admin/people/${person.id}/reset-link`} class="actions">
        <Button kind="secondary">{t('admin.link.reset')}</Button>
      </form>
    </Card>
  );
}

function FaceFacts({ view, person }: Part) {
  const { t, locale } = view;
  const { enrollment, templates, faceOffAt, faceFailures } = person;
  if (!enrollment) return <p>{t('admin.person.no-face')}</p>;
  return (
    <dl class="facts">
      <Fact term={t('admin.person.enrolled')}>{formatTime(locale, enrollment.enrolledAt)}</Fact>
      <Fact term={t('admin.person.face-used')}>
        {enrollment.lastUsedAt ? formatTime(locale, enrollment.lastUsedAt) : t('admin.person.never')}
      </Fact>
      <Fact term={t('admin.person.templates')}>
        {templates.map(({ recognizer, count }) => `${recognizer} ${count}`).join(', ')}
      </Fact>
      <Fact term={t('admin.person.consent')}>
        {t('admin.person.consent-version', {
          version: enrollment.consentVersion,
          time: formatTime(locale, enrollment.consentedAt),
        })}
      </Fact>
      <Fact term={t('admin.person.failures')}>{faceFailures}</Fact>
      {faceOffAt && <Fact term={t('admin.person.face-off-since')}>{formatTime(locale, faceOffAt)}</Fact>}
    </dl>
  );
}

function FaceCard({ view, person }: Part) {
  const { t } = view;
  return (
    <Card id="face" title={t('admin.person.face')}>
      <FaceFacts view={view} person={person} />
      {(person.enrollment || person.faceOffAt) && (
        <>
          <div class="actions">
            <ActForm view={view} person={person} act={person.faceOffAt ? 'face-on' : 'face-off'} />
          </div>
          <p class="hint">{t('admin.person.face-off-effect')}</p>
        </>
      )}
      {person.enrollment && (
        <details>
          <summary>{t('admin.act.remove-face.ask')}</summary>
          <p>{t('admin.act.remove-face.effect')}</p>
          <ActForm view={view} person={person} act="remove-face" danger />
        </details>
      )}
    </Card>
  );
}

function SessionsCard({ view, person }: Part) {
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

export function PersonPage({ view, person, attempts, audit, notice }: PersonPageProps) {
  const { t } = view;
  return (
    <>
      <p class="tags">
        <StateBadges view={view} person={person} />
      </p>
      {notice && (
        <Notice tone="success" live>
          <p>{t(notice)}</p>
        </Notice>
      )}
      <div class="cards">
        <AccountCard view={view} person={person} />
        <FaceCard view={view} person={person} />
        <SessionsCard view={view} person={person} />
      </div>
      <h2>{t('admin.person.attempts')}</h2>
      <AttemptTable view={view} rows={attempts} none={t('admin.attempts.none')} />
      <p>
        <a href={hrefWith('/admin/attempts', { person: person.username })}>{t('admin.person.all-attempts')}</a>
      </p>
      <h2>{t('admin.person.audit')}</h2>
      <AuditTable view={view} rows={audit} none={t('admin.audit.none')} />
      <p>
        <a href={hrefWith('/admin/audit', { person: person.username })}>{t('admin.person.all-audit')}</a>
      </p>
    </>
  );
}
