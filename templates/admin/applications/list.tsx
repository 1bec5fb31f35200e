/** All applications, by name. */

import type { MessageKey } from '../../../src/i18n/index.ts';
import { ButtonLink } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import type { View } from '../../view.ts';
import { Cell, Results } from '../table.tsx';

export type ApplicationRow = {
  id: string;
  slug: string;
  name: string;
  icon: string;
  enabled: boolean;
  origins: readonly string[];
  forwardAuth: boolean;
  oidc: object | null;
  audience: 'everybody' | 'chosen';
};

/** The icon of an application: an emoji, up to two letters, or the first letter of its name. */
export function AppIcon({ app }: { app: Pick<ApplicationRow, 'icon' | 'name'> }) {
  return (
    <span class="app-icon" aria-hidden="true">
      {app.icon || [...app.name][0]?.toUpperCase()}
    </span>
  );
}

/** Whether an application is on, and how it asks, as badges. */
export function AppBadges({
  view,
  app,
}: {
  view: View;
  app: Pick<ApplicationRow, 'enabled' | 'forwardAuth' | 'oidc'>;
}) {
  const { t } = view;
  return (
    <>
      {!app.enabled && <span class="tag tag-error">{t('admin.app.off')}</span>}
      {app.forwardAuth && <span class="tag">{t('admin.app.forward.short')}</span>}
      {app.oidc && <span class="tag">{t('admin.app.oidc.short')}</span>}
    </>
  );
}

type ListProps = { view: View; rows: ApplicationRow[]; notice?: MessageKey };

export function ApplicationsPage({ view, rows, notice }: ListProps) {
  const { t } = view;
  const heads = [t('admin.app.name'), t('admin.app.origins.short'), t('admin.app.asks'), t('admin.app.audience')];
  const [name, address, asks, audience] = heads as [string, string, string, string];
  return (
    <>
      {notice && (
        <Notice tone="success" live>
          <p>{t(notice)}</p>
        </Notice>
      )}
      <p>{t('admin.apps.lead')}</p>
      <Results
        view={view}
        label={t('admin.apps')}
        columns={heads}
        none={t('admin.apps.none')}
        stacked
        rows={rows.map((app) => (
          <tr>
            <Cell label={name}>
              <AppIcon app={app} /> <a href={`/admin/applications/${app.id}`}>{app.name}</a>
            </Cell>
            <Cell label={address}>{app.origins.join(' ')}</Cell>
            <Cell label={asks}>
              <AppBadges view={view} app={app} />
            </Cell>
            <Cell label={audience}>{t(app.audience === 'everybody' ? 'admin.app.everybody' : 'admin.app.chosen')}</Cell>
          </tr>
        ))}
      />
      <p class="actions">
        <ButtonLink href="/admin/applications/new">{t('admin.apps.add')}</ButtonLink>
      </p>
      <p class="hint">{t('admin.apps.cli', { command: 'npm run facelogin -- apps' })}</p>
    </>
  );
}
