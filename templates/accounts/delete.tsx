import { Button, ButtonLink } from '../parts/button.tsx';
import { Form } from '../parts/form.tsx';
import { Notice } from '../parts/notice.tsx';
import type { View } from '../view.ts';

/** Form to `POST /account/delete`. */
export function DeleteAccountPage({ view }: { view: View }) {
  const { t } = view;
  return (
    <>
      <h1>{t('delete.title')}</h1>
      <Notice tone="warning">
        <p>{t('delete.effect')}</p>
      </Notice>
      <Form view={view} action="/account/delete" class="actions">
        <Button kind="danger">{t('delete.submit')}</Button>
        <ButtonLink href="/account" kind="plain">
          {t('form.cancel')}
        </ButtonLink>
      </Form>
    </>
  );
}
