import { ButtonLink } from '../parts/button.tsx';
import type { View } from '../view.ts';

/** Seen for a moment, on the way to an application. The link is for a browser that does not go on by itself. */
export function OnwardPage({ view, title, href }: { view: View; title: string; href: string }) {
  return (
    <>
      <h1>{title}</h1>
      <p>
        <ButtonLink href={href}>{view.t('gateway.to-application')}</ButtonLink>
      </p>
    </>
  );
}
