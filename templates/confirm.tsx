import { Button, ButtonLink } from './parts/button.tsx';
import { ErrorSummary, errorOf, PasswordField } from './parts/field.tsx';
import { FormProblem } from './parts/notice.tsx';
import type { FieldErrors, Problem, View } from './view.ts';

type ConfirmPageProps = {
  view: View;
  /** A path of this site: what the password is asked for. */
  next: string;
  errors?: FieldErrors;
  problem?: Problem;
};

/** Form to `POST /account/confirm`: `password`, `next`. */
export function ConfirmPage({ view, next, errors = {}, problem }: ConfirmPageProps) {
  const { t } = view;
  return (
    <>
      <h1>{t('confirm.title')}</h1>
      <p>{t('confirm.why')}</p>
      {problem && <FormProblem view={view} problem={problem} />}
      <ErrorSummary view={view} errors={errors} />
      <form method="post" action="/account/confirm" class="form" novalidate>
        <input type="hidden" name="next" value={next} />
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
          label={t('label.password')}
          error={errorOf(view, errors, 'password')}
          autocomplete="current-password"
          required
        />
        <div class="actions">
          <Button>{t('confirm.submit')}</Button>
          <ButtonLink href="/account" kind="plain">
            {t('form.cancel')}
          </ButtonLink>
        </div>
      </form>
    </>
  );
}
