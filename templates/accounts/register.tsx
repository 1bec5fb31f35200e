import type { FieldErrors } from '../../src/errors.ts';
import { Button, ButtonLink } from '../parts/button.tsx';
import { NewPasswordField, NewUsernameField } from '../parts/credentials.tsx';
import { ErrorSummary } from '../parts/error-summary.tsx';
import { errorOf, Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { Notice } from '../parts/notice.tsx';
import type { View } from '../view.ts';

type RegisterPageProps = {
  view: View;
  values: Record<string, string>;
  errors: FieldErrors;
  /** The invitation's token. The form sends it on. */
  invite?: string;
  /** Nobody can register: it is closed, or needs an invitation and this one is not valid. */
  closed?: boolean;
};

export function RegisterPage({ view, values, errors, invite, closed }: RegisterPageProps) {
  const { t } = view;
  if (closed) return <ClosedPage view={view} />;
  return (
    <>
      <h1>{t('register.title')}</h1>
      <ErrorSummary view={view} errors={errors} />
      <Form view={view} action="/register" class="form" novalidate>
        {invite && <input type="hidden" name="invite" value={invite} />}
        <NewUsernameField view={view} errors={errors} value={values.username} />
        <Field
          view={view}
          name="display_name"
          label={t('label.display-name')}
          hint={t('register.display-name.hint')}
          value={values.display_name}
          error={errorOf(view, errors, 'display_name')}
          autocomplete="name"
          maxlength={100}
          required
        />
        <NewPasswordField view={view} errors={errors} />
        <Button wide>{t('register.submit')}</Button>
      </Form>
      <p class="aside">
        {t('register.have-account')} <a href="/login">{t('nav.sign-in')}</a>
      </p>
    </>
  );
}

function ClosedPage({ view }: { view: View }) {
  const { t } = view;
  const invited = view.registration === 'invite';
  return (
    <>
      <h1>{t(invited ? 'register.invite.title' : 'register.closed.title')}</h1>
      <Notice tone="info">
        <p>{t(invited ? 'register.invite.text' : 'register.closed.text')}</p>
      </Notice>
      <p>
        <ButtonLink href="/login">{t('nav.sign-in')}</ButtonLink>
      </p>
    </>
  );
}
