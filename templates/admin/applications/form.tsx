/** The settings of an application, from a template, from nothing, or as they are stored. */

import { Button, ButtonLink } from '../../parts/button.tsx';
import { Field, TextArea } from '../../parts/field.tsx';
import { Form } from '../../parts/form.tsx';
import { Icon } from '../../parts/icons.tsx';
import type { View } from '../../view.ts';
import { AsksSection } from './form-asks.tsx';
import { AudienceSection } from './form-audience.tsx';
import { RulesSection } from './form-rules.tsx';
import { errorIn, type FormPart, PolicyFields, Section } from './parts.tsx';
import { type Mistakes, mistakeText } from './values.ts';

export type ApplicationFormProps = FormPart & {
  /** The names of all groups. */
  groups: string[];
  /** Where the form is sent. */
  action: string;
  back: string;
  /** An application that is there already. */
  exists: boolean;
};

function Summary({ view, mistakes }: { view: View; mistakes: Mistakes }) {
  const entries = Object.entries(mistakes);
  if (entries.length === 0) return null;
  return (
    <div class="error-summary" role="alert" aria-labelledby="error-summary-title">
      <h2 id="error-summary-title">
        <Icon name="error" />
        {view.t('form.problem')}
      </h2>
      <ul>
        {entries.map(([name, mistake]) => (
          <li>
            <a href={`#${name}`}>{mistakeText(view, mistake)}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

const PLAIN = { autocomplete: 'off', spellcheck: false } as const;

function NameFields({ view, values, mistakes }: FormPart) {
  const { t } = view;
  return (
    <div class="pair">
      <Field
        {...PLAIN}
        view={view}
        name="name"
        label={t('admin.app.name')}
        hint={t('admin.app.name.hint')}
        value={values.name}
        maxlength={60}
        error={errorIn(view, mistakes, 'name')}
        required
      />
      <Field
        {...PLAIN}
        view={view}
        name="icon"
        label={t('admin.app.icon')}
        hint={t('admin.app.icon.hint')}
        value={values.icon}
        maxlength={16}
        error={errorIn(view, mistakes, 'icon')}
      />
    </div>
  );
}

function AddressFields({ view, values, mistakes }: FormPart) {
  const { t } = view;
  return (
    <>
      <TextArea
        view={view}
        name="origins"
        label={t('admin.app.origins')}
        hint={t('admin.app.origins.hint')}
        value={values.origins}
        rows={2}
        error={errorIn(view, mistakes, 'origins')}
      />
      <Field
        {...PLAIN}
        view={view}
        name="launch_url"
        label={t('admin.app.launch')}
        hint={t('admin.app.launch.hint')}
        value={values.launchUrl}
        inputmode="url"
        maxlength={500}
        error={errorIn(view, mistakes, 'launch_url')}
      />
    </>
  );
}

function BasicsSection({ exists, ...part }: FormPart & { exists: boolean }) {
  const { view, values, mistakes } = part;
  const { t } = view;
  return (
    <Section id="basics" title={t('admin.app.basics')}>
      <NameFields {...part} />
      <Field
        {...PLAIN}
        view={view}
        name="slug"
        label={t('admin.app.slug')}
        hint={t(exists ? 'admin.app.slug.change' : 'admin.app.slug.hint')}
        value={values.slug}
        maxlength={40}
        autocapitalize="none"
        error={errorIn(view, mistakes, 'slug')}
        required
      />
      <AddressFields {...part} />
    </Section>
  );
}

export function ApplicationFormPage(props: ApplicationFormProps) {
  const { view, values, mistakes, groups, action, back, exists } = props;
  const { t } = view;
  const part = { view, values, mistakes };
  return (
    <>
      <Summary view={view} mistakes={mistakes} />
      <Form view={view} action={action} class="app-form" novalidate>
        {/* Enter in a field presses the first button of the form: it must not be one that changes the rows. */}
        <button type="submit" class="first-submit" tabindex={-1}>
          {t('admin.app.save')}
        </button>
        <BasicsSection {...part} exists={exists} />
        <AsksSection {...part} />
        <AudienceSection {...part} groups={groups} />
        <Section id="policy" title={t('admin.app.policy')} lead={t('admin.app.policy.lead')}>
          <PolicyFields
            view={view}
            mistakes={mistakes}
            names={{ ways: 'ways', maxAge: 'max_age', faceWithin: 'face_within' }}
            policy={values}
          />
        </Section>
        <RulesSection {...part} action={action} />
        <div class="actions">
          <Button>{t('admin.app.save')}</Button>
          <ButtonLink href={back} kind="plain">
            {t('form.cancel')}
          </ButtonLink>
        </div>
      </Form>
    </>
  );
}
