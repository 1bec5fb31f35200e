/** The step after the password or the face. */

import type { FieldErrors } from '../../src/errors.ts';
import { Button } from '../parts/button.tsx';
import { ErrorSummary } from '../parts/error-summary.tsx';
import { errorOf, Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { Icon } from '../parts/icons.tsx';
import { FormProblem } from '../parts/notice.tsx';
import { PasskeyAction } from '../parts/passkey.tsx';
import type { Problem, View } from '../view.ts';

type SecondPageProps = { view: View; errors?: FieldErrors; problem?: Problem };

/** Form to `POST /login/second/code`: `code`. It stays open after a wrong code. */
function CodeForm({ view, errors = {}, problem }: SecondPageProps) {
  const { t } = view;
  return (
    <details class="apart" open={problem !== undefined || errors.code !== undefined}>
      <summary>{t('second.code.offer')}</summary>
      <Form view={view} action="/login/second/code" class="form" novalidate>
        <Field
          view={view}
          name="code"
          label={t('second.code')}
          hint={t('second.code.hint')}
          error={errorOf(view, errors, 'code')}
          autocomplete="one-time-code"
          autocapitalize="none"
          spellcheck={false}
          maxlength={40}
          required
        />
        <div class="actions">
          <Button kind="secondary">{t('second.code.submit')}</Button>
        </div>
      </Form>
    </details>
  );
}

/** The passkey or a recovery code. A script sends the passkey. */
export function SecondPage(props: SecondPageProps) {
  const { view, errors = {}, problem } = props;
  const { t } = view;
  return (
    <>
      <h1>{t('second.title')}</h1>
      <p>{t('second.lead')}</p>
      {problem && <FormProblem view={view} problem={problem} />}
      <ErrorSummary view={view} errors={errors} />
      <PasskeyAction view={view} action="second">
        <Button type="button" wide>
          <Icon name="passkey" />
          {t('second.passkey')}
        </Button>
      </PasskeyAction>
      <CodeForm {...props} />
      <p class="aside">
        <a href="/login">{t('second.again')}</a>
      </p>
    </>
  );
}
