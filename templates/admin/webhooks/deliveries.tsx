/** The deliveries of a webhook, the newest first. */
import { Button } from '../../parts/button.tsx';
import { Form } from '../../parts/form.tsx';
import { formatTime } from '../../parts/format.ts';
import type { View } from '../../view.ts';
import { ChoiceFilter } from '../filter.tsx';
import { Cell, Filters, hrefWith, Results } from '../table.tsx';
import { answerText, type DeliveryState, StateTag, tookText } from './parts.tsx';

export type DeliveryItem = {
  id: string;
  type: string;
  at: Date;
  state: DeliveryState;
  attempts: number;
  nextAt: Date | null;
  lastMs: number | null;
  status: number | null;
  error: string | null;
};

type Props = {
  view: View;
  /** Of the webhook. */
  id: string;
  rows: readonly DeliveryItem[];
  state: string;
  states: readonly DeliveryState[];
  /** Whether a row changes within seconds. Then the list asks again by itself. */
  live: boolean;
  later: boolean;
  next?: string;
};

function Again({ view, path, row }: { view: View; path: string; row: DeliveryItem }) {
  const { t, locale } = view;
  const label = t('webhooks.delivery.again.label', { type: row.type, time: formatTime(locale, row.at) });
  return (
    <Form view={view} action={`${path}/deliveries/${row.id}/again`}>
      <Button kind="plain" aria-label={label}>
        {t('webhooks.delivery.again')}
      </Button>
    </Form>
  );
}

/** How often it was tried, and when it is tried next. */
function triesText({ t, locale }: View, { attempts: count, state, nextAt }: DeliveryItem): string {
  if (count === 0) return '';
  if (state !== 'waiting' || !nextAt) return count === 1 ? '' : t('webhooks.delivery.tried', { count });
  return t('webhooks.delivery.tried.next', { count, time: formatTime(locale, nextAt) });
}

function Row({ view, path, row, heads }: { view: View; path: string; row: DeliveryItem; heads: readonly string[] }) {
  const [time, event, state, answer] = heads as [string, string, string, string];
  return (
    <tr>
      <Cell label={time}>
        <a href={`${path}/deliveries/${row.id}`}>{formatTime(view.locale, row.at)}</a>
      </Cell>
      <Cell label={event}>
        <code>{row.type}</code>
      </Cell>
      <Cell label={state}>
        <StateTag view={view} state={row.state} />
        <span class="muted small key-made">{triesText(view, row)}</span>
      </Cell>
      <Cell label={answer}>
        {answerText(view, row) || '–'}
        {row.lastMs !== null && <span class="muted small key-made">{tookText(view, row.lastMs)}</span>}
      </Cell>
      <Cell label="">
        <Again view={view} path={path} row={row} />
      </Cell>
    </tr>
  );
}

export function Deliveries({ view, id, rows, state, states, live, later, next }: Props) {
  const { t } = view;
  const path = `/admin/webhooks/${id}`;
  const here = hrefWith(path, { state });
  const heads = (['time', 'event', 'state', 'answer', 'act'] as const).map((head) =>
    t(head === 'state' ? 'webhooks.state' : `webhooks.delivery.${head}`),
  );
  const choices = states.map((value) => ({ value, label: t(`webhooks.state.${value}`) }));
  const again = { 'hx-get': here, 'hx-trigger': 'every 2s', 'hx-target': '#results', 'hx-select': '#results' };
  return (
    <>
      <Filters view={view} path={path}>
        <ChoiceFilter view={view} name="state" label={t('webhooks.state')} value={state} choices={choices} />
      </Filters>
      <div id="results">
        {live && <div {...again} hx-swap="outerHTML" />}
        <Results
          view={view}
          label={t('webhooks.deliveries')}
          columns={heads}
          stacked
          none={t('webhooks.deliveries.none')}
          first={later ? here : undefined}
          next={next && hrefWith(path, { state, after: next })}
          rows={rows.map((row) => <Row view={view} path={path} row={row} heads={heads} />)}
        />
      </div>
      <p class="hint">{t('webhooks.deliveries.kept')}</p>
    </>
  );
}
