/** One account: what is known of it, and what an administrator may do about it. */
import type { MessageKey } from '../../../src/i18n/index.ts';
import { Notice } from '../../parts/notice.tsx';
import type { View } from '../../view.ts';
import { type AttemptItem, AttemptTable } from '../attempts/attempt-table.tsx';
import { type AuditItem, AuditTable } from '../audit.tsx';
import { hrefWith } from '../table.tsx';
import { AccountCard } from './account-card.tsx';
import { FaceCard } from './face-card.tsx';
import { GroupsCard, type PersonGroups } from './groups-card.tsx';
import { LinkCard, type LinkTry } from './link-card.tsx';
import { type PersonDetail, StateBadges } from './people.tsx';
import { SessionsCard } from './sessions-card.tsx';

export type PersonPageProps = {
  view: View;
  person: PersonDetail;
  attempts: AttemptItem[];
  audit: AuditItem[];
  groups: PersonGroups;
  /** Says what was just done. */
  notice?: MessageKey;
  /** A link to an account that was refused. */
  tried?: LinkTry;
};

export function PersonPage({ view, person, attempts, audit, groups, notice, tried }: PersonPageProps) {
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
        <GroupsCard view={view} userId={person.id} groups={groups} />
        {person.subject && <LinkCard view={view} userId={person.id} {...(tried && { tried })} />}
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
      <p>
        <a href={`/admin/attendance/people/${person.id}`}>{t('attendance.of', { name: person.displayName })}</a>
      </p>
    </>
  );
}
