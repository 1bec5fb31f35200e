/** A person's account at a glance: face, profile, sessions, security. */
import type { MessageKey } from '../../src/i18n/index.ts';
import { Avatar } from '../parts/avatar.tsx';
import { ButtonLink } from '../parts/button.tsx';
import { Card } from '../parts/card.tsx';
import { Notice } from '../parts/notice.tsx';
import { PrivacyCard } from '../parts/privacy-card.tsx';
import { ProfileList, type ProfileValues } from '../parts/profile-list.tsx';
import { SessionList, type SessionRow } from '../parts/session-list.tsx';
import type { View } from '../view.ts';
import { FaceCard, type FaceStatus } from './face-card.tsx';

export type AccountPageProps = {
  view: View;
  user: { username: string; displayName: string };
  profile: ProfileValues | undefined;
  face: FaceStatus;
  sessions: SessionRow[];
  /** Says what was just done. */
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
          <div class="actions">
            <ButtonLink href="/account/edit" kind="secondary">
              {t('account.profile.edit')}
            </ButtonLink>
          </div>
        </Card>
        <SessionsCard view={view} sessions={sessions} />
        <SecurityCard view={view} />
        <PrivacyCard view={view} />
      </div>
    </>
  );
}

/** Sessions that the card shows. Its link leads to all of them. */
const SHOWN_SESSIONS = 3;

function SessionsCard({ view, sessions }: { view: View; sessions: SessionRow[] }) {
  const { t } = view;
  return (
    <Card id="sessions" title={t('account.sessions')}>
      <SessionList view={view} sessions={sessions.slice(0, SHOWN_SESSIONS)} />
      <div class="actions">
        <ButtonLink href="/account/sessions" kind="secondary">
          {t('account.sessions.all')}
        </ButtonLink>
      </div>
    </Card>
  );
}

function SecurityCard({ view }: { view: View }) {
  const { t } = view;
  return (
    <Card id="security" title={t('account.security')}>
      <p>{t('account.security.text')}</p>
      <div class="actions">
        <ButtonLink href="/account/password" kind="secondary">
          {t('account.security.password')}
        </ButtonLink>
        <ButtonLink href="/account/passkeys" kind="secondary">
          {t('passkeys.title')}
        </ButtonLink>
        <ButtonLink href="/account/delete" kind="plain">
          {t('account.security.delete')}
        </ButtonLink>
      </div>
    </Card>
  );
}
