/** Every setting with its value, where that comes from, and what it means. */
import { formatTime } from '../../parts/format.ts';
import { Notice } from '../../parts/notice.tsx';
import type { View } from '../../view.ts';

export type Origin = 'environment' | 'stored' | 'default';

export type SettingRow = {
  env: string;
  title: string;
  /** Undefined for a secret. */
  value?: string;
  /** The value in words. */
  words?: string | undefined;
  secret: boolean;
  /** Whether it differs from its default. */
  set: boolean;
  fallback: string;
  meaning: string;
  live: boolean;
  origin: Origin;
  /** When it was changed here; `by` null: on the command line. */
  changed?: { at: Date; by: string | null } | undefined;
};

export type SettingGroup = { title: string; rows: SettingRow[] };

/** Where one setting is changed. */
export function settingHref(env: string): string {
  return `/admin/settings/${env}`;
}

/** A text with code between backticks. */
export function Marked({ text }: { text: string }) {
  return <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))}</>;
}

export function SettingValue({
  view,
  row,
}: {
  view: View;
  row: Pick<SettingRow, 'secret' | 'set' | 'value' | 'words'>;
}) {
  const { t } = view;
  if (row.secret) return <span class="muted">{t(row.set ? 'admin.settings.hidden' : 'admin.settings.unset')}</span>;
  if (!row.value) return <span class="muted">{t('admin.settings.empty')}</span>;
  if (!row.words) return <code>{row.value}</code>;
  return (
    <>
      {row.words} <code class="muted">{row.value}</code>
    </>
  );
}

/** Where the value comes from, and whether it can change. */
function Marks({ view, row }: { view: View; row: SettingRow }) {
  const { t, locale } = view;
  const { changed } = row;
  const at = changed && formatTime(locale, changed.at);
  const who = changed?.by
    ? t('settings.changed-by', { name: changed.by, at: at! })
    : changed && t('settings.changed-console', { at: at! });
  return (
    <>
      {row.origin === 'environment' && <span class="tag tag-hint">{t('settings.origin.environment')}</span>}
      {row.origin === 'stored' && <span class="tag tag-accent">{t('settings.origin.stored')}</span>}
      {!row.live && <span class="tag">{t('settings.restart')}</span>}
      {row.set && !row.secret && (
        <span class="muted small">
          {t('admin.settings.default', { value: row.fallback || t('admin.settings.empty') })}
        </span>
      )}
      {row.origin === 'stored' && who && <span class="muted small">{who}</span>}
    </>
  );
}

function Row({ view, row }: { view: View; row: SettingRow }) {
  const { t } = view;
  const changes = row.live && row.origin !== 'environment';
  return (
    <li class="setting" id={row.env}>
      <div class="setting-what">
        <h3>{row.title}</h3>
        <code class="setting-name muted">{row.env}</code>
        <p class="muted small">
          <Marked text={row.meaning} />
        </p>
      </div>
      <div class="setting-value">
        <p>
          <SettingValue view={view} row={row} />
        </p>
        <p class="setting-marks">
          <Marks view={view} row={row} />
        </p>
      </div>
      <p class="setting-change">
        {changes && (
          <a href={settingHref(row.env)} aria-label={t('settings.change.what', { setting: row.title })}>
            {t('settings.change')}
          </a>
        )}
      </p>
    </li>
  );
}

/** @param props.done what was changed a moment ago. */
export function SettingsPage({
  view,
  groups,
  done,
}: {
  view: View;
  groups: SettingGroup[];
  done?: string | undefined;
}) {
  const { t } = view;
  return (
    <>
      {done && (
        <Notice tone="success" live>
          <p>{t('settings.done', { setting: done })}</p>
        </Notice>
      )}
      <p>{t('settings.lead')}</p>
      <p>
        <a href="/admin/setup">{t('settings.steps')}</a>
      </p>
      {groups.map(({ title, rows }, index) => (
        <section class="settings-group" aria-labelledby={`group-${index}`}>
          <h2 id={`group-${index}`}>{title}</h2>
          <ul class="settings">
            {rows.map((row) => (
              <Row view={view} row={row} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
