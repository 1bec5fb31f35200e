import { Button, ButtonLink } from '../../parts/button.tsx';
import { Form } from '../../parts/form.tsx';
import type { View } from '../../view.ts';

/** Asks before an application is removed. Form to `POST /admin/applications/<id>/remove`. */
export function RemovePage({ view, app }: { view: View; app: { id: string; name: string } }) {
  const { t } = view;
  const path = `/admin/applications/${app.id}`;
  return (
    <>
      <p>{t('admin.app.remove.effect', { name: app.name })}</p>
      <Form view={view} action={`${path}/remove`} class="actions">
        <Button kind="danger">{t('admin.app.remove')}</Button>
        <ButtonLink href={path} kind="plain">
          {t('form.cancel')}
        </ButtonLink>
      </Form>
    </>
  );
}
