/** One webhook: where it leads, what an administrator can do, and its deliveries. */
import type { Child } from 'hono/jsx';
import type { MessageKey } from '../../../src/i18n/index.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Fact } from '../../parts/fact.tsx';
import { Form } from '../../parts/form.tsx';
import { formatTime } from '../../parts/format.ts';
import { Notice } from '../../parts/notice.tsx';
import type { View } from '../../view.ts';
import { EventTags, OnOff } from './parts.tsx';

export type WebhookDetail = {
  id: string;
  name: string;
  url: string;
  events: readonly string[];
  enabled: boolean;
  createdAt: Date;
  madeBy: string | null;
};

/** `formerUntil`: when the former secret stops signing. `readable`: a server that lost its key cannot open it. */
export type SecretFacts = { since: Date | undefined; formerUntil: Date | undefined; readable: boolean };

type Props = {
  view: View;
  webhook: WebhookDetail;
  secret: SecretFacts;
  allEvents: number;
  notice?: MessageKey | undefined;
  /** The list of deliveries. */
  children?: Child;
};

function Facts({ view, webhook, secret, allEvents }: Props) {
  const { t, locale } = view;
  const made = formatTime(locale, webhook.createdAt);
  return (
    <dl class="facts">
      <Fact term={t('webhooks.url')}>
        <span class="webhook-url">{webhook.url}</span>
      </Fact>
      <Fact term={t('webhooks.events')}>
        <EventTags view={view} events={webhook.events} all={allEvents} />
      </Fact>
      <Fact term={t('webhooks.secret')}>
        {secret.since && t('webhooks.secret.since', { time: formatTime(locale, secret.since) })}
        {secret.formerUntil && (
          <>
            <span class="muted small key-made">
              {t('webhooks.secret.former', { time: formatTime(locale, secret.formerUntil) })}
            </span>
            <Form view={view} action={`/admin/webhooks/${webhook.id}/secret/end`}>
              <Button kind="secondary">{t('webhooks.secret.end')}</Button>
            </Form>
          </>
        )}
      </Fact>
      <Fact term={t('api.key.made')}>
        {webhook.madeBy ? t('api.key.made.by', { time: made, name: webhook.madeBy }) : made}
      </Fact>
    </dl>
  );
}

function Acts({ view, webhook }: Props) {
  const { t } = view;
  const path = `/admin/webhooks/${webhook.id}`;
  const act = (name: string, label: MessageKey, kind: 'primary' | 'secondary' = 'secondary') => (
    <Form view={view} action={`${path}/${name}`}>
      <Button kind={kind}>{t(label)}</Button>
    </Form>
  );
  return (
    <div class="actions">
      {act('test', 'webhooks.test', 'primary')}
      <ButtonLink href={`${path}/edit`} kind="secondary">
        {t('webhooks.edit')}
      </ButtonLink>
      {webhook.enabled ? act('disable', 'webhooks.switch-off') : act('enable', 'webhooks.switch-on')}
      {act('secret', 'webhooks.secret.new')}
      <ButtonLink href={`${path}/remove`} kind="plain">
        {t('webhooks.remove')}
      </ButtonLink>
    </div>
  );
}

export function WebhookPage(props: Props) {
  const { view, webhook, secret, notice, children } = props;
  const { t } = view;
  return (
    <>
      <p class="tags">
        <OnOff view={view} enabled={webhook.enabled} />
      </p>
      {notice && (
        <Notice tone="success" live>
          <p>{t(notice)}</p>
        </Notice>
      )}
      {!secret.readable && (
        <Notice tone="error">
          <p>{t('webhooks.secret.lost')}</p>
        </Notice>
      )}
      <section class="card" aria-label={webhook.name}>
        <Facts {...props} />
        <Acts {...props} />
      </section>
      <h2>{t('webhooks.deliveries')}</h2>
      {children}
    </>
  );
}

/** Asks before a webhook is removed. Form to `POST /admin/webhooks/<id>/remove`. */
export function RemoveWebhookPage({ view, webhook }: { view: View; webhook: { id: string; name: string } }) {
  const { t } = view;
  const path = `/admin/webhooks/${webhook.id}`;
  return (
    <>
      <p>{t('webhooks.remove.effect')}</p>
      <Form view={view} action={`${path}/remove`} class="actions">
        <Button kind="danger">{t('webhooks.remove.submit')}</Button>
        <ButtonLink href={path} kind="plain">
          {t('form.cancel')}
        </ButtonLink>
      </Form>
    </>
  );
}
