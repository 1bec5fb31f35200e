import { Button, ButtonLink } from './parts/button.tsx';
import { ErrorSummary, errorOf, PasswordField } from './parts/field.tsx';
import { Notice } from './parts/notice.tsx';
import type { FieldErrors, View } from './view.ts';

/** Form to `POST /account/delete`: `password`. */
export function DeleteAccountPage({ view, errors }: { view: View; errors: FieldErrors }) {
  const { t } = view;
  return (
    <>
      <h1>{t('delete.title')}</h1>
      <Notice tone="warning">
        <p>{t('delete.effect')}</p>
      </Notice>
      <ErrorSummary view={view} errors={errors} />
      <form method="post" action="/account/delete" class="form" novalidate>
        <PasswordField
          view={view}
          name="password"
          label={t('label.password')}
          error={errorOf(view, errors, 'password')}
          autocomplete="current-password"
          required
        />
        <div class="actions">
          <Button kind="danger">{t('delete.submit')}</Button>
          <ButtonLink href="/account" kind="plain">
            {t('form.cancel')}
          </ButtonLink>
        </div>
      </form>
    </>
  );
}
