/** The form of a webhook: a new one, or one that changes. */
import type { FieldErrors } from '../../../src/errors.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { ErrorSummary } from '../../parts/error-summary.tsx';
import { errorOf, Field } from '../../parts/field.tsx';
import { Form } from '../../parts/form.tsx';
import { Icon } from '../../parts/icons.tsx';
import type { View } from '../../view.ts';
import type { WebhookType } from './parts.tsx';

export type WebhookTyped = { name: string; url: string; events: readonly string[] };

type Props = {
  view: View;
  typed: WebhookTyped;
  errors: FieldErrors;
  types: readonly WebhookType[];
  /** Whether the settings allow private networks. */
  mayBePrivate: boolean;
  /** Of the webhook that changes; absent: a new one. */
  id?: string | undefined;
};

export function WebhookFormPage({ view, typed, errors, types, mayBePrivate, id }: Props) {
  const { t } = view;
  const path = id === undefined ? '/admin/webhooks' : `/admin/webhooks/${id}`;
  const shared = (name: 'name' | 'url') => {
    const error = errorOf(view, errors, name);
    return { view, name, value: typed[name], required: true, ...(error !== undefined && { error }) };
  };
  return (
    <>
      <ErrorSummary view={view} errors={errors} />
      <Form view={view} action={path} class="form key-form" novalidate>
        <Field {...shared('name')} label={t('webhooks.name')} maxlength={60} autocomplete="off" />
        <Field
          {...shared('url')}
          label={t('webhooks.url')}
          hint={t('webhooks.url.hint')}
          type="url"
          inputmode="url"
          maxlength={2000}
          autocomplete="off"
        />
        {!mayBePrivate && <p class="hint">{t('webhooks.url.public')}</p>}
        <Events view={view} types={types} chosen={typed.events} errors={errors} />
        <div class="actions">
          <Button>{t(id === undefined ? 'webhooks.add.submit' : 'webhooks.save')}</Button>
          <ButtonLink href={path} kind="plain">
            {t('form.cancel')}
          </ButtonLink>
        </div>
      </Form>
    </>
  );
}

type EventsProps = { view: View; types: readonly WebhookType[]; chosen: readonly string[]; errors: FieldErrors };

/** Boxes to tick, one for each event type. */
function Events({ view, types, chosen, errors }: EventsProps) {
  const error = errorOf(view, errors, 'events');
  return (
    <fieldset id="events" class={error ? 'field field-wrong' : 'field'} aria-describedby={error && 'events-error'}>
      <legend>{view.t('webhooks.events')}</legend>
      {types.map((type) => (
        <label class="check">
          <input type="checkbox" name="events" value={type} checked={chosen.includes(type)} />
          <span>
            {view.t(`webhooks.event.${type}`)} <code class="muted small">{type}</code>
          </span>
        </label>
      ))}
      {error && (
        <p id="events-error" class="field-error">
          <Icon name="error" />
          {error}
        </p>
      )}
    </fieldset>
  );
}
