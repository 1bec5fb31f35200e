/** Gives the faces of somebody without a way in to an account, which is named here. */
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Field } from '../../parts/field.tsx';
import { Form } from '../../parts/form.tsx';
import type { View } from '../../view.ts';

/** What was typed, and what is wrong with it. */
export type LinkTry = { account: string; error?: string };

type Props = { view: View; userId: string; tried?: LinkTry };

/** Form to `POST /admin/people/<id>/link`. */
export function LinkCard({ view, userId, tried = { account: '' } }: Props) {
  const { t } = view;
  const { account, error } = tried;
  return (
    <Card id="link" title={t('api.link')}>
      <p>{t('api.link.lead')}</p>
      <Form view={view} action={`/admin/people/${userId}/link`} class="form" novalidate>
        <Field
          {...{ view, name: 'account', value: account, maxlength: 128, autocomplete: 'off', required: true }}
          label={t('label.username')}
          {...(error !== undefined && { error })}
        />
        <div class="actions">
          <Button kind="secondary">{t('api.link.act')}</Button>
        </div>
      </Form>
    </Card>
  );
}
