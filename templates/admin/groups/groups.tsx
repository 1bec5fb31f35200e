/** All groups, by name. */

import type { FieldErrors } from '../../../src/errors.ts';
import type { MessageKey } from '../../../src/i18n/index.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorSummary } from '../../parts/error-summary.tsx';
import { errorOf, Field } from '../../parts/field.tsx';
import { Form } from '../../parts/form.tsx';
import { Notice } from '../../parts/notice.tsx';
import type { View } from '../../view.ts';
import { Cell, Results } from '../table.tsx';

export type GroupRow = { id: string; name: string; members: number };

type Props = {
  view: View;
  rows: GroupRow[];
  /** The name that was typed for a new group. */
  name: string;
  errors: FieldErrors;
  notice?: MessageKey;
};

/** A field for a name and its button. */
export function NameForm(props: {
  view: View;
  action: string;
  label: string;
  submit: string;
  value: string;
  errors: FieldErrors;
  field?: string;
}) {
  const { view, action, label, submit, value, errors, field = 'name' } = props;
  return (
    <Form view={view} action={action} class="filters" novalidate>
      <Field
        view={view}
        name={field}
        label={label}
        value={value}
        error={errorOf(view, errors, field, { name: value })}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxlength={64}
        required
      />
      <div class="filters-submit">
        <Button kind="secondary">{submit}</Button>
      </div>
    </Form>
  );
}

export function GroupsPage({ view, rows, name, errors, notice }: Props) {
  const { t } = view;
  const [head, members] = [t('admin.group.name'), t('admin.group.members')];
  return (
    <>
      <ErrorSummary view={view} errors={errors} />
      {notice && (
        <Notice tone="success" live>
          <p>{t(notice)}</p>
        </Notice>
      )}
      <p>{t('admin.groups.lead')}</p>
      <Results
        view={view}
        label={t('admin.groups')}
        columns={[head, members]}
        none={t('admin.groups.none')}
        rows={rows.map((group) => (
          <tr>
            <Cell label={head}>
              <a href={`/admin/groups/${group.id}`}>{group.name}</a>
            </Cell>
            <Cell label={members}>{group.members}</Cell>
          </tr>
        ))}
      />
      <h2>{t('admin.group.add')}</h2>
      <NameForm
        view={view}
        action="/admin/groups"
        label={t('admin.group.name')}
        submit={t('admin.group.add')}
        value={name}
        errors={errors}
      />
    </>
  );
}
