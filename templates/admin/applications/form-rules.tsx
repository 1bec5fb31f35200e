/** Rules for paths, a row each. The buttons send the form, which comes back with a row more or less. */
import { Button } from '../../parts/button.tsx';
import { Field, Select } from '../../parts/field.tsx';
import { errorIn, type FormPart, PolicyFields, Section, Tick } from './parts.tsx';
import { type RuleRow, ruleField } from './values.ts';

/** With htmx the rows alone are swapped. Without a script the whole page comes back, with all that was typed. */
const swap = (action: string) => ({
  formnovalidate: true,
  'hx-post': action,
  'hx-target': '#rule-rows',
  'hx-select': '#rule-rows',
  'hx-swap': 'outerHTML',
});

type RowProps = FormPart & { row: RuleRow; number: number; action: string };

function Where({ view, mistakes, row, number }: RowProps) {
  const { t } = view;
  const name = (field: string) => ruleField(number, field);
  return (
    <div class="pair rule-where">
      <Field
        view={view}
        name={name('path')}
        label={t('admin.app.rule.path')}
        value={row.path}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxlength={200}
        error={errorIn(view, mistakes, name('path'))}
        required
      />
      <Select
        view={view}
        name={name('match')}
        label={t('admin.app.rule.match')}
        value={row.match}
        error={errorIn(view, mistakes, name('match'))}
        choices={(['prefix', 'exact'] as const).map((value) => ({ value, label: t(`admin.app.rule.${value}`) }))}
        required
      />
    </div>
  );
}

function Rule(props: RowProps) {
  const { view, mistakes, row, number, action } = props;
  const { t } = view;
  const name = (field: string) => ruleField(number, field);
  return (
    <fieldset class="rule">
      <legend>{t('admin.app.rule', { number: number + 1 })}</legend>
      <div class="form">
        <Where {...props} />
        <Select
          view={view}
          name={name('kind')}
          label={t('admin.app.rule.kind')}
          value={row.kind}
          error={errorIn(view, mistakes, name('kind'))}
          choices={(['open', 'policy'] as const).map((value) => ({ value, label: t(`admin.app.rule.${value}`) }))}
          required
        />
        <div class="form rule-policy">
          <PolicyFields
            view={view}
            mistakes={mistakes}
            names={{ ways: name('ways'), maxAge: name('max_age'), faceWithin: name('face_within') }}
            policy={row}
          />
        </div>
        <div>
          <Button kind="secondary" name="remove_rule" value={String(number)} {...swap(action)}>
            {t('admin.app.rule.remove')}
          </Button>
        </div>
      </div>
    </fieldset>
  );
}

export function RulesSection({ action, ...part }: FormPart & { action: string }) {
  const { view, values, mistakes } = part;
  const { t } = view;
  return (
    <Section id="rules" title={t('admin.app.rules')} lead={t('admin.app.rules.lead')}>
      <div id="rule-rows" class="form">
        {values.rules.map((row, number) => (
          <Rule {...part} row={row} number={number} action={action} />
        ))}
        {mistakes.rules && <p class="field-error">{errorIn(view, mistakes, 'rules')}</p>}
        <div>
          <Button kind="secondary" id="add-rule" name="add_rule" value="1" {...swap(action)}>
            {t('admin.app.rule.add')}
          </Button>
        </div>
      </div>
      <Tick
        name="preflights"
        label={t('admin.app.preflights')}
        hint={t('admin.app.preflights.hint')}
        checked={values.preflights}
      />
    </Section>
  );
}
