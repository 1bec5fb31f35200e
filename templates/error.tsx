/** Errors: what went wrong, what to do now, and the id under which the log has it. */
import { ButtonLink } from './parts/button.tsx';
import { Notice } from './parts/notice.tsx';
import type { View } from './view.ts';

type ErrorPageProps = {
  view: View;
  /** The heading. Without it the message is the heading. */
  title?: string;
  message: string;
  requestId: string;
  /** Where to go on. Without it: the account or the front page. */
  action?: { href: string; label: string };
};

export function ErrorPage({ view, title, message, requestId, action }: ErrorPageProps) {
  const { t, viewer } = view;
  const home = viewer ? { href: '/account', label: t('nav.account') } : { href: '/', label: t('error.home') };
  const onward = action ?? home;
  return (
    <article class="error-page">
      <h1>{title ?? message}</h1>
      {title && <p>{message}</p>}
      <p>
        <ButtonLink href={onward.href}>{onward.label}</ButtonLink>
      </p>
      <p class="muted small">
        {t('error.request-id')} <code>{requestId}</code>
      </p>
    </article>
  );
}

/** An error that htmx swaps into a page. */
export function ErrorFragment({ message, requestId }: { message: string; requestId: string }) {
  return (
    <div class="error-fragment" role="alert" data-error>
      <Notice tone="error">
        <p>{message}</p>
        <p class="muted small">
          <code>{requestId}</code>
        </p>
      </Notice>
    </div>
  );
}
