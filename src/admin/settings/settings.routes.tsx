/** `/admin/settings`: every setting with its value and its meaning. */
import { Hono } from 'hono';
import { SettingsPage } from '../../../templates/admin/settings.tsx';
import type { Deps } from '../../deps.ts';
import type { Env } from '../../http/env.ts';
import { meaningOf } from '../../i18n/settings.ts';
import { adminPage } from '../show.tsx';
import { settingsOf } from './settings.ts';

export function settingsRoutes(deps: Deps) {
  return new Hono<Env>().get('/admin/settings', (c) => {
    const rows = settingsOf(deps).map((row) => ({ ...row, meaning: meaningOf(c.var.locale, row) }));
    return adminPage(c, deps, { tab: 'settings', title: c.var.t('admin.settings') }, (v) => (
      <SettingsPage view={v} rows={rows} />
    ));
  });
}
