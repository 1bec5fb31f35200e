import type { FieldErrors } from '../../src/errors.ts';
import { Actions, HiddenUsername, NewPasswordField } from '../parts/credentials.tsx';
import { ErrorSummary } from '../parts/error-summary.tsx';
import { Form } from '../parts/form.tsx';
import type { View } from '../view.ts';

/** Form to `POST /account/password`: `password`. */
export function ChangePasswordPage({ view, errors }: { view: View; errors: FieldErrors }) {
  const { t } = view;
  return (
    <>
      <h1>{t('password.title')}</h1>
      <p>{t('password.effect')}</p>
      <ErrorSummary view={view} errors={errors} />
      <Form view={view} action="/account/password" class="form" novalidate>
        <HiddenUsername view={view} username={view.viewer?.username} />
        <NewPasswordField view={view} errors={errors} again />
        <Actions view={view} submit={t('password.submit')} back="/account" />
      </Form>
    </>
  );
}
