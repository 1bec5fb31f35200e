/** What a page at an application's own host says, and where it leads. */
import type { View } from '../view.ts';
import { Standalone } from './standalone.tsx';

type PageProps = { view: Pick<View, 't' | 'locale' | 'requestId'> };

/** Something does not go on. @param props.action absent: there is nothing that the person could do here. */
export function StoppedPage(
  props: PageProps & { title: string; why: string; action?: { href: string; label: string } },
) {
  const { view, title, why, action } = props;
  return (
    <Standalone view={view} title={title} failed>
      <p>{why}</p>
      {action && (
        <p>
          <a href={action.href}>{action.label}</a>
        </p>
      )}
    </Standalone>
  );
}

/** Asks before it signs out: another site can lead a browser here. */
export function LogOutPage({ view }: PageProps) {
  return (
    <Standalone view={view} title={view.t('gateway.log-out.title')}>
      <p>{view.t('gateway.log-out.why')}</p>
      <form method="post" action="/.facelogin/logout">
        <button type="submit">{view.t('gateway.log-out.do')}</button>
      </form>
    </Standalone>
  );
}

export function LoggedOutPage({ view, faceloginUrl }: PageProps & { faceloginUrl: string }) {
  return (
    <Standalone view={view} title={view.t('gateway.log-out.done')}>
      <p>{view.t('gateway.log-out.done.why')}</p>
      <p>
        <a href={faceloginUrl}>{view.t('gateway.to-facelogin')}</a>
      </p>
    </Standalone>
  );
}
