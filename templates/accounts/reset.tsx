import type { FieldErrors } from '../../src/errors.ts';
import { Button } from '../parts/button.tsx';
import { HiddenUsername, NewPasswordField } from '../parts/credentials.tsx';
import { ErrorSummary } from '../parts/error-summary.tsx';
import { Form } from '../parts/form.tsx';
import type { View } from '../view.ts';

/** Form to `POST /reset`: `password`. A cookie holds the link's token. */
export function ResetPage(props: { view: View; userId: string; username: string; errors: FieldErrors }) {
  const { view, userId, username, errors } = props;
  const { t } = view;
  return (
    <>
      <h1>{t('reset.title')}</h1>
      <p>{t('reset.for', { name: username })}</p>
      <p>{t('reset.effect')}</p>
      <ErrorSummary view={view} errors={errors} />
      <Form view={view} owner={userId} action="/reset" class="form" novalidate>
        <HiddenUsername view={view} username={username} />
        <NewPasswordField view={view} errors={errors} again />
        <Button wide>{t('reset.submit')}</Button>
      </Form>
    </>
  );
}
