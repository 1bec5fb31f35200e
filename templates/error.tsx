/** Errors: what went wrong, what to do now, and the id under which the log has it. */
import type { MessageKey } from '../src/i18n/index.ts';
import { ButtonLink } from './parts/button.tsx';
import { Notice } from './parts/notice.tsx';
import { type Typed, TypedAgain } from './parts/typed.tsx';
import type { View } from './view.ts';

export type WayOn = { href: string; label: string };

type ErrorPageProps = {
  view: View;
  /** In few words, where the message says more. */
  title?: string;
  message: string;
  requestId: string;
  /** Where to go on. Without it: the account or the front page. */
  action?: WayOn;
  /** What was typed into the form that was refused, and how to send it after all. */
  typed?: Typed & { hint: MessageKey };
};

export function ErrorPage({ view, title, message, requestId, action, typed }: ErrorPageProps) {
  const { t, viewer } = view;
  const home = viewer ? { href: '/account', label: t('nav.account') } : { href: '/', label: t('error.home') };
  const onward = action ?? home;
  return (
    <article class="error-page">
      <h1>{title ?? message}</h1>
      {title && <p>{message}</p>}
      {typed && <p>{t(typed.hint, { first: onward.label })}</p>}
      <div class="actions">
        <ButtonLink href={onward.href} newTab={typed !== undefined}>
          {onward.label}
        </ButtonLink>
        {typed && <TypedAgain view={view} typed={typed} />}
      </div>
      <p class="muted small">
        {t('error.request-id')} <code>{requestId}</code>
      </p>
    </article>
  );
}

/**
 * An error of one of htmx's requests. A camera shows it in its card, every other page in `ProblemPlace`.
 * @param props.requestId absent where the server has not answered.
 */
export function ErrorFragment(props: { message: string; requestId?: string; action: WayOn }) {
  const { message, requestId, action } = props;
  return (
    <div class="error-fragment" role="alert" tabindex={-1} data-error data-ended>
      <Notice tone="error">
        <p>{message}</p>
        <p>
          <ButtonLink href={action.href} kind="secondary">
            {action.label}
          </ButtonLink>
        </p>
        {requestId && (
          <p class="muted small">
            <code>{requestId}</code>
          </p>
        )}
      </Notice>
    </div>
  );
}

/** Where `static/js/problems.js` shows what went wrong with one of htmx's requests: the page itself stays as it was. */
export function ProblemPlace({ view: { t } }: { view: View }) {
  return (
    <>
      <div class="problem-place" data-problems />
      <template data-problem-lost>
        <ErrorFragment message={t('error.lost')} action={{ href: '', label: t('error.again') }} />
      </template>
    </>
  );
}
