/** A kiosk's code, which is shown once. */
import { ButtonLink } from '../../parts/button.tsx';
import { formatTime } from '../../parts/format.ts';
import type { View } from '../../view.ts';

type Props = { view: View; id: string; code: string; address: string; until: Date };

export function KioskCodePage({ view, id, code, address, until }: Props) {
  const { t, locale } = view;
  return (
    <>
      <p>{t('kiosks.code.lead', { time: formatTime(locale, until) })}</p>
      <dl class="facts">
        <dt>{t('kiosks.code.address')}</dt>
        <dd>
          <code>{address}</code>
        </dd>
        <dt>{t('kiosk.register.code')}</dt>
        <dd>
          <strong class="kiosk-code">{code}</strong>
        </dd>
      </dl>
      <p>{t('kiosks.code.shown')}</p>
      <p>
        <ButtonLink href={`/admin/kiosks/${id}`} kind="secondary">
          {t('kiosks.back')}
        </ButtonLink>
      </p>
    </>
  );
}
