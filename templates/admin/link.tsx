import { ButtonLink } from '../parts/button.tsx';
import { Notice } from '../parts/notice.tsx';
import type { View } from '../view.ts';

type LinkPageProps = { view: View; lead: string; href: string; back: string; caution?: string };

/** Shows a link to hand over. It is shown only once, since only its hash is stored. */
export function LinkPage({ view, lead, href, back, caution }: LinkPageProps) {
  const { t } = view;
  return (
    <>
      <p>{lead}</p>
      {caution && (
        <Notice tone="warning">
          <p>{caution}</p>
        </Notice>
      )}
      <div class="field handover">
        <label for="link">{t('admin.link.link')}</label>
        <input id="link" type="text" value={href} readonly />
      </div>
      <p class="hint">{t('admin.link.once')}</p>
      <p>
        <ButtonLink href={back} kind="secondary">
          {t('admin.link.back')}
        </ButtonLink>
      </p>
    </>
  );
}
