/** A secret or a key, which is shown only once, since only its hash is stored. */
import { ButtonLink } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import type { View } from '../../view.ts';
import { Paste, Value } from './paste.tsx';
import type { PasteText } from './setup-oidc.tsx';

type OncePageProps = {
  view: View;
  label: string;
  value: string;
  lead: string;
  back: string;
  /** The settings of the application with the secret in them. */
  paste?: PasteText | undefined;
};

export function OncePage({ view, label, value, lead, back, paste }: OncePageProps) {
  const { t } = view;
  return (
    <>
      <p>{lead}</p>
      <Notice tone="warning">
        <p>{t('admin.link.once')}</p>
      </Notice>
      <Value view={view} id="secret" label={label} text={value} />
      {paste && (
        <>
          <h2>{t('admin.app.paste', { name: paste.name })}</h2>
          <Paste view={view} id="paste" where={paste.where} text={paste.text} />
        </>
      )}
      <p>
        <ButtonLink href={back} kind="secondary">
          {t('admin.link.back')}
        </ButtonLink>
      </p>
    </>
  );
}
