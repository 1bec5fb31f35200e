/** Who may use the application. */
import { TextArea } from '../../parts/field.tsx';
import { Choices, errorIn, type FormPart, Section } from './parts.tsx';

export function AudienceSection({ view, values, mistakes, groups }: FormPart & { groups: string[] }) {
  const { t } = view;
  const chosen = values.audience === 'chosen';
  // A group that was typed and is not there stays in the form, so that its error has a box.
  const named = [...new Set([...groups, ...values.groups])];
  return (
    <Section id="audience-section" title={t('admin.app.audience')}>
      <Choices
        type="radio"
        name="audience"
        legend={t('admin.app.audience.who')}
        error={errorIn(view, mistakes, 'audience')}
        choices={[
          { value: 'everybody', label: t('admin.app.everybody'), checked: !chosen },
          { value: 'chosen', label: t('admin.app.chosen'), checked: chosen },
        ]}
      />
      <div class="form chosen-fields">
        {named.length === 0 ? (
          <p class="hint">
            {t('admin.app.no-groups')} <a href="/admin/groups">{t('admin.groups')}</a>
          </p>
        ) : (
          <Choices
            type="checkbox"
            name="groups"
            legend={t('admin.groups')}
            error={errorIn(view, mistakes, 'groups')}
            choices={named.map((name) => ({ value: name, label: name, checked: values.groups.includes(name) }))}
          />
        )}
        <TextArea
          view={view}
          name="people"
          label={t('admin.app.people')}
          hint={t('admin.app.people.hint')}
          value={values.people}
          rows={3}
          error={errorIn(view, mistakes, 'people')}
        />
      </div>
    </Section>
  );
}
