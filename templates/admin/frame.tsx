/** The frame of the administrator's pages: navigation, heading, htmx. */
import type { Child } from 'hono/jsx';
import type { MessageKey } from '../../src/i18n/index.ts';
import type { View } from '../view.ts';

export type AdminTab =
  | 'overview'
  | 'people'
  | 'groups'
  | 'applications'
  | 'attendance'
  | 'kiosks'
  | 'keys'
  | 'webhooks'
  | 'attempts'
  | 'audit'
  | 'settings'
  | 'doctor'
  | 'self-test';

const TABS: Record<AdminTab, { href: string; label: MessageKey }> = {
  overview: { href: '/admin', label: 'admin.overview' },
  people: { href: '/admin/people', label: 'admin.people' },
  groups: { href: '/admin/groups', label: 'admin.groups' },
  applications: { href: '/admin/applications', label: 'admin.apps' },
  attendance: { href: '/admin/attendance', label: 'attendance.title' },
  kiosks: { href: '/admin/kiosks', label: 'kiosks.title' },
  keys: { href: '/admin/keys', label: 'api.title' },
  webhooks: { href: '/admin/webhooks', label: 'webhooks.title' },
  attempts: { href: '/admin/attempts', label: 'admin.attempts' },
  audit: { href: '/admin/audit', label: 'admin.audit' },
  settings: { href: '/admin/settings', label: 'admin.settings' },
  doctor: { href: '/admin/doctor', label: 'doctor.title' },
  'self-test': { href: '/admin/self-test', label: 'trial.nav' },
};

type AdminFrameProps = { view: View; tab: AdminTab; title: string; children?: Child };

export function AdminFrame({ view, tab, title, children }: AdminFrameProps) {
  const { t } = view;
  return (
    <div class="admin">
      <nav class="admin-nav" aria-label={t('admin.nav')}>
        {Object.entries(TABS).map(([name, { href, label }]) => (
          <a href={href} aria-current={name === tab ? 'page' : undefined}>
            {t(label)}
          </a>
        ))}
      </nav>
      <h1>{title}</h1>
      {children}
      <script src="/static/vendor/htmx.js" defer />
    </div>
  );
}
