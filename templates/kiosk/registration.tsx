/** The form on a tablet that is no kiosk yet. */
import type { FieldErrors } from '../../src/errors.ts';
import { Button } from '../parts/button.tsx';
import { ErrorSummary } from '../parts/error-summary.tsx';
import { errorOf, Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import type { View } from '../view.ts';

type Props = { view: View; code: string; errors: FieldErrors };

export function KioskRegistration({ view, code, errors }: Props) {
  const { t } = view;
  const error = errorOf(view, errors, 'code');
  return (
    <>
      <ErrorSummary view={view} errors={errors} />
      <h1>{t('kiosk.title')}</h1>
      <p>{t('kiosk.register.lead')}</p>
      <Form view={view} action="/kiosk/register" class="form" novalidate>
        <Field
          view={view}
          name="code"
          label={t('kiosk.register.code')}
          hint={t('kiosk.register.hint')}
          value={code}
          {...(error !== undefined && { error })}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          maxlength={32}
          required
        />
        <div class="actions">
          <Button>{t('kiosk.register.submit')}</Button>
        </div>
      </Form>
    </>
  );
}
