import type { FieldErrors } from '../../src/errors.ts';
import { Actions, CurrentPasswordField, HiddenUsername } from '../parts/credentials.tsx';
import { ErrorSummary } from '../parts/error-summary.tsx';
import { Form } from '../parts/form.tsx';
import { FormProblem } from '../parts/notice.tsx';
import type { Problem, View } from '../view.ts';

type ConfirmPageProps = {
  view: View;
  /** A path of this site: the page that needs the password. */
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
      <Form view={view} action="/account/confirm" class="form" novalidate>
        <input type="hidden" name="next" value={next} />
        <HiddenUsername view={view} username={view.viewer?.username} />
        <CurrentPasswordField view={view} errors={errors} />
        <Actions view={view} submit={t('confirm.submit')} back="/account" />
      </Form>
    </>
  );
}
