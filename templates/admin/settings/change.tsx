/** Changes one setting, or says where it is set. */
import type { FieldErrors } from '../../../src/errors.ts';
import type { MessageKey, Vars } from '../../../src/i18n/index.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { CurrentPasswordField, HiddenUsername } from '../../parts/credentials.tsx';
import { ErrorSummary } from '../../parts/error-summary.tsx';
import { Form } from '../../parts/form.tsx';
import { FormProblem, Notice } from '../../parts/notice.tsx';
import type { Problem, View } from '../../view.ts';
import { SettingField, type SettingFieldProps } from './field.tsx';
import { Marked, type SettingRow, SettingValue, settingHref } from './list.tsx';

const LIST = '/admin/settings';
/** The words of the error that the fetching of networks solves. */
const NETWORKS: MessageKey = 'settings.wrong.networks';

function Elsewhere({ view, row }: { view: View; row: SettingRow }) {
  const { t } = view;
  const fixed = row.live && row.origin === 'environment';
  return (
    <>
      <Notice tone="info">
        <p>
          {fixed && <strong>{t('settings.fixed.title')}. </strong>}
          {t(fixed ? 'settings.fixed.text' : 'settings.start.text', { name: row.env })}
        </p>
      </Notice>
      {(fixed || row.secret) && (
        <p>
          <SettingValue view={view} row={row} />
        </p>
      )}
      {!fixed && !row.secret && (
        <pre class="example">
          <code>{`${row.env}=${row.value || row.fallback || '…'}`}</code>
        </pre>
      )}
      <ButtonLink href={LIST} kind="secondary">
        {t('admin.settings')}
      </ButtonLink>
    </>
  );
}

type ChangeProps = {
  view: View;
  row: SettingRow;
  field: Omit<SettingFieldProps, 'view' | 'title' | 'error'>;
  problem?: MessageKey | undefined;
};

/** Form to `POST /admin/settings/<name>`: `value`, or `default` = yes. */
export function ChangePage({ view, row, field, problem }: ChangeProps) {
  const { t } = view;
  const errors: FieldErrors = problem ? { value: problem } : {};
  const changes = row.live && row.origin !== 'environment';
  return (
    <div class="setting-form">
      <p>
        <Marked text={row.meaning} />
      </p>
      {!changes && <Elsewhere view={view} row={row} />}
      {changes && (
        <>
          <ErrorSummary view={view} errors={errors} />
          {problem === NETWORKS && (
            <p>
              <ButtonLink href="/admin/setup/networks" kind="secondary">
                {t('settings.wrong.networks.fetch')}
              </ButtonLink>
            </p>
          )}
          <Form view={view} action={settingHref(row.env)} class="form" novalidate>
            <SettingField view={view} title={row.title} error={problem && t(problem)} {...field} />
            <div class="actions">
              <Button>{t('settings.save')}</Button>
              <ButtonLink href={LIST} kind="plain">
                {t('form.cancel')}
              </ButtonLink>
            </div>
            {row.origin === 'stored' && (
              <div>
                <Button kind="secondary" name="default" value="yes">
                  {t('settings.default.use', { value: row.fallback || t('admin.settings.empty') })}
                </Button>
              </div>
            )}
          </Form>
        </>
      )}
    </div>
  );
}

type WeakerProps = {
  view: View;
  row: SettingRow;
  /** What was sent: the value, or that the default counts again. */
  sent: { name: 'value' | 'default'; value: string };
  from: string;
  to: string;
  /** What it means. */
  means: { key: MessageKey; vars?: Vars };
  errors: FieldErrors;
  problem?: Problem | undefined;
};

/** Form to `POST /admin/settings/<name>`: `value` or `default`, and `password`. */
export function WeakerPage({ view, row, sent, from, to, means, errors, problem }: WeakerProps) {
  const { t } = view;
  return (
    <div class="setting-form">
      <Notice tone="warning">
        <p>
          <strong>{t('settings.weaker.from-to', { setting: row.title, from, to })}</strong>
        </p>
        <p>{t(means.key, means.vars)}</p>
      </Notice>
      {problem && <FormProblem view={view} problem={problem} />}
      <ErrorSummary view={view} errors={errors} />
      <Form view={view} action={settingHref(row.env)} class="form" novalidate>
        <input type="hidden" name={sent.name} value={sent.value} />
        <HiddenUsername view={view} username={view.viewer?.username} />
        <CurrentPasswordField view={view} errors={errors} hint={t('settings.weaker.password')} />
        <div class="actions">
          <Button kind="danger">{t('settings.weaker.submit')}</Button>
          <ButtonLink href={settingHref(row.env)} kind="plain">
            {t('form.cancel')}
          </ButtonLink>
        </div>
      </Form>
    </div>
  );
}
