import { Button, ButtonLink } from './parts/button.tsx';
import { ErrorSummary, errorOf, PasswordField } from './parts/field.tsx';
import type { FieldErrors, View } from './view.ts';

/** Form to `POST /account/password`: `password`. */
export function ChangePasswordPage({ view, errors }: { view: View; errors: FieldErrors }) {
  const { t } = view;
  return (
    <>
      <h1>{t('password.title')}</h1>
      <p>{t('password.effect')}</p>
      <ErrorSummary view={view} errors={errors} />
      <form method="post" action="/account/password" class="form" novalidate>
        <input
          type="text"
          name="username"
          value={view.viewer?.username}
          autocomplete="username"
          aria-label={t('label.username')}
          readonly
          hidden
        />
        <PasswordField
          view={view}
          name="password"
          label={t('label.new-password')}
          hint={t('password.hint')}
          error={errorOf(view, errors, 'password')}
          autocomplete="new-password"
          required
        />
        <div class="actions">
          <Button>{t('password.submit')}</Button>
          <ButtonLink href="/account" kind="plain">
            {t('form.cancel')}
          </ButtonLink>
        </div>
      </form>
    </>
  );
}
