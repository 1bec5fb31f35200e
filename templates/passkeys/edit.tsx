import type { FieldErrors } from '../../src/errors.ts';
import { Button } from '../parts/button.tsx';
import { Actions } from '../parts/credentials.tsx';
import { ErrorSummary } from '../parts/error-summary.tsx';
import { errorOf, Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import type { View } from '../view.ts';

/** Forms to `POST /account/passkeys/rename` (`id`, `name`) and `/remove` (`id`). */
export function EditPasskeyPage(props: { view: View; id: string; name: string; errors: FieldErrors }) {
  const { view, id, name, errors } = props;
  const { t } = view;
  return (
    <>
      <h1>{t('passkeys.edit.title')}</h1>
      <ErrorSummary view={view} errors={errors} />
      <Form view={view} action="/account/passkeys/rename" class="form" novalidate>
        <input type="hidden" name="id" value={id} />
        <Field
          view={view}
          name="name"
          label={t('passkeys.name')}
          value={name}
          error={errorOf(view, errors, 'name')}
          autocomplete="off"
          maxlength={64}
          required
        />
        <Actions view={view} submit={t('passkeys.rename')} back="/account/passkeys" />
      </Form>
      <section class="apart">
        <h2>{t('passkeys.remove.title')}</h2>
        <p>{t('passkeys.remove.text')}</p>
        <Form view={view} action="/account/passkeys/remove">
          <input type="hidden" name="id" value={id} />
          <Button kind="danger">{t('passkeys.remove')}</Button>
        </Form>
      </section>
    </>
  );
}
