/** The small pages between FaceLogin and an application. */

import type { MessageKey } from '../../src/i18n/index.ts';
import { Button, ButtonLink } from '../parts/button.tsx';
import { Form } from '../parts/form.tsx';
import type { View } from '../view.ts';

/** The last step of a sign-in. The browser goes on by itself (`Refresh`); the link is for one that does not. */
export function ContinuePage({ view, name, href }: { view: View; name: string; href: string }) {
  const { t } = view;
  return (
    <>
      <h1>{t('oidc.continue.title', { name })}</h1>
      <p>{t('oidc.continue.text')}</p>
      <p>
        <ButtonLink href={href}>{t('oidc.continue.link')}</ButtonLink>
      </p>
    </>
  );
}

/** An application that is not for this person. Form to the page's own address: `decision`, always `deny`. */
export function RefusedPage({ view, name, action }: { view: View; name: string; action: string }) {
  const { t } = view;
  return (
    <article class="error-page">
      <h1>{t('oidc.not-for-you', { name })}</h1>
      <p>{t('oidc.not-for-you.text')}</p>
      <Form view={view} action={action}>
        <Button kind="secondary" name="decision" value="deny">
          {t('oidc.back', { name })}
        </Button>
      </Form>
    </article>
  );
}

type LogoutPageProps = {
  view: View;
  /** The application that asks; undefined: it did not say who it is. */
  name: string | undefined;
  action: string;
  xsrf: string;
};

/** The title of the question, by whether an application asks it. */
export function logoutTitle(name: string | undefined): MessageKey {
  return name === undefined ? 'oidc.logout.title-alone' : 'oidc.logout.title';
}

/** Form to the provider: `xsrf`, and `logout` where the person leaves FaceLogin, too. */
export function LogoutPage({ view, name, action, xsrf }: LogoutPageProps) {
  const { t } = view;
  return (
    <>
      <h1>{t(logoutTitle(name))}</h1>
      {name !== undefined && <p>{t('oidc.logout.by', { name })}</p>}
      <p>{t(name === undefined ? 'oidc.logout.text-alone' : 'oidc.logout.text')}</p>
      <Form view={view} action={action} class="form">
        <input type="hidden" name="xsrf" value={xsrf} />
        <div class="actions">
          <Button name="logout" value="yes">
            {t('oidc.logout.all')}
          </Button>
          <Button kind="secondary">{t('oidc.logout.one')}</Button>
        </div>
      </Form>
    </>
  );
}

export function AfterLogoutPage({ view }: { view: View }) {
  const { t, viewer } = view;
  const done = viewer ? 'oidc.logout.stayed' : 'oidc.logout.done';
  return (
    <>
      <h1>{t(done)}</h1>
      <p>{t(`${done}.text`)}</p>
      <p>
        <ButtonLink href={viewer ? '/account' : '/'} kind="secondary">
          {t(viewer ? 'nav.account' : 'error.home')}
        </ButtonLink>
      </p>
    </>
  );
}
