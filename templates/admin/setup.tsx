import type { FieldErrors } from '../../src/errors.ts';
import { Button } from '../parts/button.tsx';
import { NewPasswordField, NewUsernameField } from '../parts/credentials.tsx';
import { ErrorSummary } from '../parts/error-summary.tsx';
import { errorOf, Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { FormProblem } from '../parts/notice.tsx';
import type { Problem, View } from '../view.ts';

type SetupPageProps = { view: View; username?: string; errors?: FieldErrors; problem?: Problem };

/** Form to `POST /setup`: `code`. Whoever is not signed in also sends `username` and `password` of a new account. */
export function SetupPage({ view, username, errors = {}, problem }: SetupPageProps) {
  const { t, viewer } = view;
  return (
    <>
      <h1>{t('setup.title')}</h1>
      <p>{t('setup.lead')}</p>
      {problem && <FormProblem view={view} problem={problem} />}
      <ErrorSummary view={view} errors={errors} />
      <Form view={view} action="/setup" class="form" novalidate>
        <Field
          view={view}
          name="code"
          label={t('setup.code')}
          hint={t('setup.code.hint')}
          error={errorOf(view, errors, 'code')}
          autocomplete="one-time-code"
          autocapitalize="characters"
          spellcheck={false}
          maxlength={64}
          required
        />
        {viewer ? (
          <p>{t('setup.lift', { name: viewer.username })}</p>
        ) : (
          <>
            <NewUsernameField view={view} errors={errors} value={username} />
            <NewPasswordField view={view} errors={errors} />
          </>
        )}
        <Button wide>{t('setup.submit')}</Button>
      </Form>
      {!viewer && (
        <p class="aside">
          {t('setup.have-account')} <a href="/login?with=password&amp;next=%2Fsetup">{t('nav.sign-in')}</a>
        </p>
      )}
    </>
  );
}
