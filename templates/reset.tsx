import { Button } from './parts/button.tsx';
import { ErrorSummary, errorOf, PasswordField } from './parts/field.tsx';
import type { FieldErrors, View } from './view.ts';

/** Form to `POST /reset`: `password`. The link is in a cookie. */
export function ResetPage({ view, username, errors }: { view: View; username: string; errors: FieldErrors }) {
  const { t } = view;
  return (
    <>
      <h1>{t('reset.title')}</h1>
      <p>{t('reset.for', { name: username })}</p>
      <p>{t('reset.effect')}</p>
      <ErrorSummary view={view} errors={errors} />
      <form method="post" action="/reset" class="form" novalidate>
        <input
          type="text"
          name="username"
          value={username}
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
        <Button wide>{t('reset.submit')}</Button>
      </form>
    </>
  );
}
