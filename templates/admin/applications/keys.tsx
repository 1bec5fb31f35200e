/** Bearer keys with which programs pass the gateway of an application. */

import type { FieldErrors } from '../../../src/errors.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorSummary } from '../../parts/error-summary.tsx';
import { errorOf, Field, Select } from '../../parts/field.tsx';
import { Form } from '../../parts/form.tsx';
import { formatDate, formatTime } from '../../parts/format.ts';
import type { View } from '../../view.ts';
import { Cell, Results } from '../table.tsx';

export type KeyRow = { id: string; name: string; createdAt: Date; expiresAt: Date | null; lastUsedAt: Date | null };

type Props = {
  view: View;
  /** Of the application. */
  id: string;
  keys: KeyRow[];
  values: { name: string; days: string };
  errors: FieldErrors;
};

const DAYS = ['30', '90', '365', 'never'] as const;

function KeysTable({ view, id, keys }: Pick<Props, 'view' | 'id' | 'keys'>) {
  const { t, locale } = view;
  const heads = (['name', 'made', 'used', 'expires', 'remove'] as const).map((head) => t(`admin.app.key.${head}`));
  const [name, made, used, expires, remove] = heads as [string, string, string, string, string];
  return (
    <Results
      view={view}
      label={t('admin.app.keys')}
      columns={heads}
      none={t('admin.app.keys.none')}
      stacked
      rows={keys.map((key) => (
        <tr>
          <Cell label={name}>{key.name}</Cell>
          <Cell label={made}>{formatDate(locale, key.createdAt)}</Cell>
          <Cell label={used}>{key.lastUsedAt ? formatTime(locale, key.lastUsedAt) : t('admin.person.never')}</Cell>
          <Cell label={expires}>{key.expiresAt ? formatDate(locale, key.expiresAt) : t('admin.app.key.never')}</Cell>
          <Cell label="">
            <Form view={view} action={`/admin/applications/${id}/keys/${key.id}/remove`}>
              <Button kind="plain" aria-label={t('admin.app.key.remove-named', { name: key.name })}>
                {remove}
              </Button>
            </Form>
          </Cell>
        </tr>
      ))}
    />
  );
}

/** The list, and the form to `POST /admin/applications/<id>/keys`. */
export function KeysSection({ view, id, keys, values, errors }: Props) {
  const { t } = view;
  return (
    <section class="card app-part" aria-labelledby="keys-title">
      <h2 id="keys-title">{t('admin.app.keys')}</h2>
      <p>{t('admin.app.keys.lead')}</p>
      <KeysTable view={view} id={id} keys={keys} />
      <ErrorSummary view={view} errors={errors} />
      <Form view={view} action={`/admin/applications/${id}/keys`} class="filters" novalidate>
        <Field
          view={view}
          name="name"
          label={t('admin.app.key.name')}
          value={values.name}
          error={errorOf(view, errors, 'name')}
          autocomplete="off"
          maxlength={60}
          required
        />
        <Select
          view={view}
          name="days"
          label={t('admin.app.key.expires')}
          value={values.days}
          error={errorOf(view, errors, 'days')}
          choices={DAYS.map((value) => ({
            value,
            label: value === 'never' ? t('admin.app.key.never') : t('admin.app.key.days', { days: value }),
          }))}
          required
        />
        <div class="filters-submit">
          <Button kind="secondary">{t('admin.app.key.make')}</Button>
        </div>
      </Form>
    </section>
  );
}
