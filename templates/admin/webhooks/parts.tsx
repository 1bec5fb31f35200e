/** What the pages of webhooks share: the words for states and answers. */
import type { MessageKey } from '../../../src/i18n/index.ts';
import type { View } from '../../view.ts';

type EventOf<Key> = Key extends `webhooks.event.${infer Type}` ? Type : never;
/** Each event type that a webhook may ask for has a text. */
export type WebhookType = EventOf<MessageKey>;

export type DeliveryState = 'waiting' | 'delivered' | 'failed';

const ERRORS: Record<string, MessageKey> = {
  timeout: 'webhooks.error.timeout',
  private: 'webhooks.error.private',
  name: 'webhooks.error.name',
  certificate: 'webhooks.error.certificate',
  connection: 'webhooks.error.connection',
  secret: 'webhooks.error.secret',
};

/** The status of the last answer, or why there was none; empty before the first try. */
export function answerText({ t }: View, { status, error }: { status: number | null; error: string | null }): string {
  if (status !== null) return String(status);
  return error === null ? '' : t(ERRORS[error] ?? 'webhooks.error.connection');
}

/** What a try took: `38 ms`, `1.2 s`. */
export function tookText({ t }: View, ms: number): string {
  return ms < 1000
    ? t('webhooks.delivery.took.ms', { ms })
    : t('webhooks.delivery.took.s', { s: (ms / 1000).toFixed(1) });
}

const TONES = { waiting: 'tag tag-hint', delivered: 'tag tag-success', failed: 'tag tag-error' } as const;

export function StateTag({ view, state }: { view: View; state: DeliveryState }) {
  return <span class={TONES[state]}>{view.t(`webhooks.state.${state}`)}</span>;
}

export function OnOff({ view, enabled }: { view: View; enabled: boolean }) {
  return <span class={enabled ? 'tag tag-success' : 'tag'}>{view.t(enabled ? 'webhooks.on' : 'webhooks.off')}</span>;
}

/** The events that a webhook asks for, as codes. */
export function EventTags({ view, events, all }: { view: View; events: readonly string[]; all: number }) {
  if (events.length === all) return <>{view.t('webhooks.events.all')}</>;
  return (
    <>
      {events.map((type) => (
        <code class="tag">{type}</code>
      ))}
    </>
  );
}
