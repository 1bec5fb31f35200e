/** Every webhook, and whether its events arrive. */
import type { MessageKey } from '../../../src/i18n/index.ts';
import { ButtonLink } from '../../parts/button.tsx';
import { formatTime } from '../../parts/format.ts';
import { Notice } from '../../parts/notice.tsx';
import type { View } from '../../view.ts';
import { Cell, Results } from '../table.tsx';
import { answerText, type DeliveryState, EventTags, OnOff, StateTag } from './parts.tsx';

export type WebhookItem = {
  webhook: { id: string; name: string; url: string; events: readonly string[]; enabled: boolean };
  waiting: number;
  last: { at: Date | null; status: number | null; error: string | null; state: DeliveryState } | null;
};

type Props = { view: View; rows: readonly WebhookItem[]; allEvents: number; notice?: MessageKey };

function Last({ view, last }: { view: View; last: WebhookItem['last'] }) {
  if (!last?.at) return <>{view.t('webhooks.last.none')}</>;
  return (
    <>
      <StateTag view={view} state={last.state} />
      <span class="muted small key-made">
        {answerText(view, last)} · {formatTime(view.locale, last.at)}
      </span>
    </>
  );
}

export function WebhooksPage({ view, rows, allEvents, notice }: Props) {
  const { t } = view;
  const heads = [t('webhooks.name'), t('webhooks.events'), t('webhooks.state'), t('webhooks.last')];
  const [name, events, state, last] = heads as [string, string, string, string];
  return (
    <>
      {notice && (
        <Notice tone="success" live>
          <p>{t(notice)}</p>
        </Notice>
      )}
      <p>{t('webhooks.lead')}</p>
      <p>
        <ButtonLink href="/admin/webhooks/new">{t('webhooks.add')}</ButtonLink>
      </p>
      <Results
        view={view}
        label={t('webhooks.title')}
        columns={heads}
        none={t('webhooks.none')}
        stacked
        rows={rows.map((row) => (
          <tr>
            <Cell label={name}>
              <a href={`/admin/webhooks/${row.webhook.id}`}>
                <strong>{row.webhook.name}</strong>
              </a>
              <span class="muted small key-made webhook-url">{row.webhook.url}</span>
            </Cell>
            <Cell label={events}>
              <EventTags view={view} events={row.webhook.events} all={allEvents} />
            </Cell>
            <Cell label={state}>
              <OnOff view={view} enabled={row.webhook.enabled} />
              {row.waiting > 0 && <span class="tag tag-hint">{t('webhooks.waiting', { count: row.waiting })}</span>}
            </Cell>
            <Cell label={last}>
              <Last view={view} last={row.last} />
            </Cell>
          </tr>
        ))}
      />
    </>
  );
}
