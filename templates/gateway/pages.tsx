/** What a page at an application's own host says, and where it leads. */
import { Button, ButtonLink } from '../parts/button.tsx';
import { Form } from '../parts/form.tsx';
import { type PlainView, Standalone } from '../standalone.tsx';

/** Where an application's own host has style and icon. */
const AT_APPLICATION = '/.facelogin';

type PageProps = { view: PlainView };

/** Something does not go on. @param props.action absent: there is nothing that the person could do here. */
export function StoppedPage(
  props: PageProps & { title: string; why: string; action?: { href: string; label: string } },
) {
  const { view, title, why, action } = props;
  return (
    <Standalone view={view} files={AT_APPLICATION} title={title} failed>
      <p>{why}</p>
      {action && (
        <p>
          <ButtonLink href={action.href}>{action.label}</ButtonLink>
        </p>
      )}
    </Standalone>
  );
}

/** Asks before it signs out: another site can lead a browser here. */
export function LogOutPage({ view }: PageProps) {
  return (
    <Standalone view={view} files={AT_APPLICATION} title={view.t('gateway.log-out.title')}>
      <p>{view.t('gateway.log-out.why')}</p>
      <Form view={{ viewer: null }} action="/.facelogin/logout">
        <Button>{view.t('gateway.log-out.do')}</Button>
      </Form>
    </Standalone>
  );
}

export function LoggedOutPage({ view, faceloginUrl }: PageProps & { faceloginUrl: string }) {
  return (
    <Standalone view={view} files={AT_APPLICATION} title={view.t('gateway.log-out.done')}>
      <p>{view.t('gateway.log-out.done.why')}</p>
      <p>
        <ButtonLink href={faceloginUrl}>{view.t('gateway.to-facelogin')}</ButtonLink>
      </p>
    </Standalone>
  );
}
