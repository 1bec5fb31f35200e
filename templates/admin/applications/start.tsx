/** The first step of a new application: its address, and the template that fills the form in. */
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import type { View } from '../../view.ts';

export type StartProps = {
  view: View;
  presets: { id: string; name: string; icon: string }[];
  preset: string;
  address: string;
  error?: string;
};

/** Form to `GET /admin/applications/new/settings`. */
export function StartPage({ view, presets, preset, address, error }: StartProps) {
  const { t } = view;
  return (
    <form method="get" action="/admin/applications/new/settings" class="form app-start" novalidate>
      <Field
        view={view}
        name="address"
        label={t('admin.app.address')}
        hint={t('admin.app.address.hint')}
        value={address}
        inputmode="url"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxlength={300}
        {...(error && { error })}
      />
      <fieldset class="presets">
        <legend>{t('admin.app.preset')}</legend>
        {presets.map(({ id, name, icon }) => (
          <label class="preset">
            <input type="radio" name="preset" value={id} checked={id === preset} />
            <span class="app-icon" aria-hidden="true">
              {icon}
            </span>
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
      <div class="actions">
        <Button>{t('admin.app.go-on')}</Button>
        <ButtonLink href="/admin/applications" kind="plain">
          {t('form.cancel')}
        </ButtonLink>
      </div>
    </form>
  );
}
