/** Everything of a person at a glance: face, profile, sessions, security. */
import type { Child } from 'hono/jsx';
import type { MessageKey } from '../../src/i18n/index.ts';
import { Avatar } from '../parts/avatar.tsx';
import { ButtonLink } from '../parts/button.tsx';
import { Card } from '../parts/card.tsx';
import { formatDate, formatTime } from '../parts/format.ts';
import { Icon } from '../parts/icons.tsx';
import { Notice } from '../parts/notice.tsx';
import { PrivacyCard } from '../parts/privacy-card.tsx';
import { ProfileList, type ProfileValues } from '../parts/profile-list.tsx';
import { SessionList, type SessionRow } from '../parts/session-list.tsx';
import type { View } from '../view.ts';

/** What is enrolled of the person and can be compared; null where nothing is enrolled. `offAt`: it does not sign in. */
export type FaceStatus = { enrolledAt: Date; templates: number; offAt: Date | null } | null;

export type AccountPageProps = {
  view: View;
  user: { username: string; displayName: string };
  profile: ProfileValues | undefined;
  face: FaceStatus;
  sessions: SessionRow[];
  /** What was just done. */
  notice?: MessageKey;
};

export function AccountPage({ view, user, profile, face, sessions, notice }: AccountPageProps) {
  const { t } = view;
  return (
    <>
      <div class="person">
        <Avatar name={user.displayName} url={view.viewer?.avatarUrl ?? null} />
        <div>
          <h1>{user.displayName}</h1>
          <p class="muted">{user.username}</p>
        </div>
      </div>
      {notice && (
        <Notice tone="success" live>
          <p>{t(notice)}</p>
        </Notice>
      )}
      <div class="cards">
        <FaceCard view={view} face={face} />
        <Card id="profile" title={t('account.profile')}>
          <ProfileList view={view} profile={profile} />
          <Actions>
            <ButtonLink href="/account/edit" kind="secondary">
              {t('account.profile.edit')}
            </ButtonLink>
          </Actions>
        </Card>
        <SessionsCard view={view} sessions={sessions} />
        <SecurityCard view={view} />
        <PrivacyCard view={view} />
      </div>
    </>
  );
}

function Actions({ children }: { children: Child }) {
  return <div class="actions">{children}</div>;
}

function FaceCard({ view, face }: { view: View; face: FaceStatus }) {
  const { t } = view;
  if (!face) {
    return (
      <Card id="face" title={t('account.face')}>
        <p>{t('account.face.none')}</p>
        <Actions>
          <ButtonLink href="/enroll">{t('account.face.enroll')}</ButtonLink>
        </Actions>
      </Card>
    );
  }
  const { enrolledAt, templates, offAt } = face;
  if (offAt) return <FaceOffCard view={view} offAt={offAt} />;
  if (templates === 0) {
    return (
      <Card id="face" title={t('account.face')}>
        <p>{t('account.face.outdated')}</p>
        <Actions>
          <ButtonLink href="/enroll">{t('account.face.enroll')}</ButtonLink>
          <ButtonLink href="/enroll/remove" kind="plain">
            {t('account.face.remove')}
          </ButtonLink>
        </Actions>
      </Card>
    );
  }
  return (
    <Card id="face" title={t('account.face')}>
      <p class="status">
        <Icon name="check" />
        <span>{t('account.face.enrolled', { date: formatDate(view.locale, enrolledAt), count: templates })}</span>
      </p>
      <Actions>
        <ButtonLink href="/login?with=face">{t('account.face.try')}</ButtonLink>
        <ButtonLink href="/enroll" kind="secondary">
          {t('account.face.replace')}
        </ButtonLink>
        <ButtonLink href="/enroll/remove" kind="plain">
          {t('account.face.remove')}
        </ButtonLink>
      </Actions>
    </Card>
  );
}

/** Too many attempts in this person's name: what that means, and how the face is switched on again. */
function FaceOffCard({ view, offAt }: { view: View; offAt: Date }) {
  const { t } = view;
  return (
    <Card id="face" title={t('account.face')}>
      <Notice tone="warning">
        <p>{t('account.face.off', { date: formatTime(view.locale, offAt) })}</p>
        <p>{t('account.face.off.do')}</p>
      </Notice>
      <Actions>
        <ButtonLink href="/account/confirm?next=/account">{t('account.face.on')}</ButtonLink>
        <ButtonLink href="/enroll/remove" kind="plain">
          {t('account.face.remove')}
        </ButtonLink>
      </Actions>
    </Card>
  );
}

/** Sessions that the card shows; the page behind it has them all. */
const SHOWN_SESSIONS = 3;

function SessionsCard({ view, sessions }: { view: View; sessions: SessionRow[] }) {
  const { t } = view;
  return (
    <Card id="sessions" title={t('account.sessions')}>
      <SessionList view={view} sessions={sessions.slice(0, SHOWN_SESSIONS)} />
      <Actions>
        <ButtonLink href="/account/sessions" kind="secondary">
          {t('account.sessions.all')}
        </ButtonLink>
      </Actions>
    </Card>
  );
}

function SecurityCard({ view }: { view: View }) {
  const { t } = view;
  return (
    <Card id="security" title={t('account.security')}>
      <p>{t('account.security.text')}</p>
      <Actions>
        <ButtonLink href="/account/password" kind="secondary">
          {t('account.security.password')}
        </ButtonLink>
        <ButtonLink href="/account/passkeys" kind="secondary">
          {t('passkeys.title')}
        </ButtonLink>
        <ButtonLink href="/account/delete" kind="plain">
          {t('account.security.delete')}
        </ButtonLink>
      </Actions>
    </Card>
  );
}
