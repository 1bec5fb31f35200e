/** One delivery: what is sent, and how the receiver answered. */
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Fact } from '../../parts/fact.tsx';
import { Form } from '../../parts/form.tsx';
import { formatTime } from '../../parts/format.ts';
import type { View } from '../../view.ts';
import type { DeliveryItem } from './deliveries.tsx';
import { answerText, StateTag, tookText } from './parts.tsx';

export type DeliveryDetail = DeliveryItem & { lastAt: Date | null; answer: string | null; body: string };

type Props = { view: View; id: string; delivery: DeliveryDetail };

function Facts({ view, delivery }: Pick<Props, 'view' | 'delivery'>) {
  const { t, locale } = view;
  const { id, type, at, state, attempts, nextAt, lastAt, lastMs } = delivery;
  return (
    <dl class="facts">
      <Fact term={t('webhooks.state')}>
        <StateTag view={view} state={state} />
      </Fact>
      <Fact term={t('webhooks.delivery.event')}>
        <code>{type}</code>
      </Fact>
      <Fact term={t('webhooks.delivery.time')}>{formatTime(locale, at)}</Fact>
      <Fact term={t('webhooks.delivery.id')}>
        <code class="webhook-url">{id}</code>
      </Fact>
      <Fact term={t('webhooks.delivery.answer')}>
        {answerText(view, delivery) || t('webhooks.delivery.untried')}
        {lastMs !== null && ` · ${tookText(view, lastMs)}`}
      </Fact>
      {lastAt && <Fact term={t('webhooks.delivery.last')}>{formatTime(locale, lastAt)}</Fact>}
      {nextAt && <Fact term={t('webhooks.delivery.next')}>{formatTime(locale, nextAt)}</Fact>}
      <Fact term={t('webhooks.delivery.tries')}>{attempts}</Fact>
    </dl>
  );
}

export function DeliveryPage({ view, id, delivery }: Props) {
  const { t } = view;
  const path = `/admin/webhooks/${id}`;
  return (
    <>
      <section class="card" aria-label={t('webhooks.delivery')}>
        <Facts view={view} delivery={delivery} />
        <div class="actions">
          <Form view={view} action={`${path}/deliveries/${delivery.id}/again`}>
            <Button kind="secondary">{t('webhooks.delivery.again')}</Button>
          </Form>
          <ButtonLink href={path} kind="plain">
            {t('webhooks.secret.back')}
          </ButtonLink>
        </div>
      </section>
      <h2>{t('webhooks.delivery.body')}</h2>
      <pre class="example">
        <code translate="no">{delivery.body}</code>
      </pre>
      {delivery.answer && (
        <>
          <h2>{t('webhooks.delivery.text')}</h2>
          <pre class="example">
            <code translate="no">{delivery.answer}</code>
          </pre>
        </>
      )}
    </>
  );
}
