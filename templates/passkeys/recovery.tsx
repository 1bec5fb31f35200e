/** Recovery codes: making them, and showing them once. */
import { Button, ButtonLink } from '../parts/button.tsx';
import { Form } from '../parts/form.tsx';
import { Notice } from '../parts/notice.tsx';
import type { View } from '../view.ts';

/** Form to `POST /account/passkeys/codes`: `next`. @param props.left unused codes, which new ones replace. */
export function MakeCodesPage({ view, left, next }: { view: View; left: number; next: string }) {
  const { t } = view;
  return (
    <>
      <h1>{t('codes.title')}</h1>
      <p>{t('codes.what')}</p>
      <p>{t('codes.keep')}</p>
      {left > 0 && (
        <Notice tone="warning">
          <p>{t('codes.replaces')}</p>
        </Notice>
      )}
      <Form view={view} action="/account/passkeys/codes" class="actions">
        <input type="hidden" name="next" value={next} />
        <Button>{t('codes.make')}</Button>
        <ButtonLink href={next} kind="plain">
          {t('codes.later')}
        </ButtonLink>
      </Form>
    </>
  );
}

export function CodesPage({ view, codes, next }: { view: View; codes: string[]; next: string }) {
  const { t } = view;
  return (
    <>
      <h1>{t('codes.yours')}</h1>
      <Notice tone="warning" live>
        <p>{t('codes.once')}</p>
      </Notice>
      <ol class="codes">
        {codes.map((code) => (
          <li>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <p>{t('codes.keep')}</p>
      <p>
        <ButtonLink href={next}>{t('codes.kept')}</ButtonLink>
      </p>
    </>
  );
}
