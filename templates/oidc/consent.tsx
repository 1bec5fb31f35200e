import type { MessageKey } from '../../src/i18n/index.ts';
import { Button } from '../parts/button.tsx';
import { Form } from '../parts/form.tsx';
import type { View } from '../view.ts';

/** What the application learns with each scope. */
const LEARNS: [scope: string, key: MessageKey][] = [
  ['openid', 'oidc.consent.id'],
  ['profile', 'oidc.consent.profile'],
  ['email', 'oidc.consent.email'],
  ['groups', 'oidc.consent.groups'],
];

type ConsentPageProps = {
  view: View;
  /** The application. */
  name: string;
  scopes: readonly string[];
  /** The address of this page, which takes the answer. */
  action: string;
  /** Where the browser goes on to, for a person to look at. */
  address: string;
};

/** Form to the page's own address: `decision`, `allow` or `deny`. */
export function ConsentPage({ view, name, scopes, action, address }: ConsentPageProps) {
  const { t, viewer } = view;
  const vars = { name, display: viewer?.displayName ?? '', username: viewer?.username ?? '', address };
  return (
    <>
      <h1>{t('oidc.consent.title', vars)}</h1>
      <p>{t('oidc.consent.text', vars)}</p>
      <ul>
        {LEARNS.filter(([scope]) => scopes.includes(scope)).map(([, key]) => (
          <li>{t(key, vars)}</li>
        ))}
      </ul>
      {scopes.includes('offline_access') && <p>{t('oidc.consent.offline')}</p>}
      <p class="muted">{t('oidc.consent.return', vars)}</p>
      <Form view={view} action={action} class="form">
        <div class="actions">
          <Button name="decision" value="allow">
            {t('oidc.consent.allow')}
          </Button>
          <Button kind="secondary" name="decision" value="deny">
            {t('oidc.consent.deny')}
          </Button>
        </div>
      </Form>
    </>
  );
}
