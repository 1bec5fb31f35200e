/** Every setting with its value and meaning. The page changes none: they are set where the server starts. */
import type { View } from '../view.ts';
import { Cell, Results } from './table.tsx';

export type SettingRow = {
  env: string;
  value?: string;
  secret: boolean;
  set: boolean;
  fallback: string;
  meaning: string;
};

/** A text with code between backticks. */
function Marked({ text }: { text: string }) {
  return <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))}</>;
}

function Value({ view, row }: { view: View; row: SettingRow }) {
  const { t } = view;
  if (row.secret) return <span class="muted">{t(row.set ? 'admin.settings.hidden' : 'admin.settings.unset')}</span>;
  if (!row.value) return <span class="muted">{t('admin.settings.empty')}</span>;
  return <code>{row.value}</code>;
}

export function SettingsPage({ view, rows }: { view: View; rows: SettingRow[] }) {
  const { t } = view;
  const heads = [t('admin.settings.name'), t('admin.settings.value'), t('admin.settings.meaning')];
  const [name, value, meaning] = heads as [string, string, string];
  return (
    <>
      <p>{t('admin.settings.lead')}</p>
      <Results
        view={view}
        label={t('admin.settings')}
        columns={heads}
        none=""
        rows={rows.map((row) => (
          <tr>
            <Cell label={name}>
              <code class="setting-name">{row.env}</code>
            </Cell>
            <Cell label={value}>
              <Value view={view} row={row} />
              {row.set && !row.secret && (
                <span class="muted small">
                  {' '}
                  {t('admin.settings.default', { value: row.fallback || t('admin.settings.empty') })}
                </span>
              )}
            </Cell>
            <Cell label={meaning}>
              <Marked text={row.meaning} />
            </Cell>
          </tr>
        ))}
      />
    </>
  );
}
