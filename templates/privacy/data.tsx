/** A person's copy of their data, and their receipts. */
import { Button, ButtonLink } from '../parts/button.tsx';
import { Form } from '../parts/form.tsx';
import { formatTime } from '../parts/format.ts';
import type { View } from '../view.ts';

type Props = { view: View; receipts: { id: string; at: Date }[] };

/** Form to `POST /account/data`, which answers with a file. */
export function DataPage({ view, receipts }: Props) {
  const { t } = view;
  return (
    <>
      <h1>{t('data.title')}</h1>
      <p>{t('data.lead')}</p>
      <h2>{t('data.holds')}</h2>
      <ul>
        {(['account', 'access', 'face', 'record'] as const).map((part) => (
          <li>{t(`data.holds.${part}`)}</li>
        ))}
      </ul>
      <p>{t('data.careful')}</p>
      <Form view={view} action="/account/data" class="actions" data-again>
        <Button>{t('data.submit')}</Button>
        <ButtonLink href="/privacy" kind="secondary">
          {t('account.privacy.notice')}
        </ButtonLink>
      </Form>
      <section class="receipts">
        <h2>{t('data.receipts')}</h2>
        {receipts.length === 0 && <p class="muted">{t('data.receipts.none')}</p>}
        <ul>
          {receipts.map(({ id, at }) => (
            <li>
              <a href={`/account/receipts/${id}`}>{t('data.receipt', { time: formatTime(view.locale, at) })}</a>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
