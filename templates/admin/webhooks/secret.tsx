/** The secret of a webhook, which is shown only once. */
import { ButtonLink } from '../../parts/button.tsx';
import type { View } from '../../view.ts';
import { Value } from '../applications/paste.tsx';

/** @param props.rotated there was one before, which goes on signing for a day. */
export function SecretPage({
  view,
  id,
  secret,
  rotated,
}: {
  view: View;
  id: string;
  secret: string;
  rotated: boolean;
}) {
  const { t } = view;
  return (
    <>
      <p>{t('webhooks.secret.lead')}</p>
      {rotated && <p>{t('webhooks.secret.rotated')}</p>}
      <Value view={view} id="secret" label={t('webhooks.secret')} text={secret} />
      <div class="actions">
        <ButtonLink href={`/admin/webhooks/${id}`} kind="secondary">
          {t('webhooks.secret.back')}
        </ButtonLink>
      </div>
    </>
  );
}
