import type { View } from '../view.ts';
import { ButtonLink } from './button.tsx';
import { Card } from './card.tsx';

/** Leads to what is stored about the person. */
export function PrivacyCard({ view }: { view: View }) {
  const { t } = view;
  return (
    <Card id="privacy" title={t('account.privacy')}>
      <p>{t('account.privacy.text')}</p>
      <div class="actions">
        <ButtonLink href="/account/data" kind="secondary">
          {t('account.privacy.data')}
        </ButtonLink>
        <ButtonLink href="/privacy" kind="plain">
          {t('account.privacy.notice')}
        </ButtonLink>
      </div>
    </Card>
  );
}
