/** What an application needs that speaks OpenID Connect: its id, its secret, this server's addresses. */

import { Button } from '../../parts/button.tsx';
import { Fact } from '../../parts/fact.tsx';
import { Form } from '../../parts/form.tsx';
import type { View } from '../../view.ts';
import type { AppDetail } from './detail.ts';
import { Paste } from './paste.tsx';

export type PasteText = { name: string; where: string; text: string };
export type OidcSetup = {
  addresses: {
    issuer: string;
    discovery: string;
    authorization: string;
    token: string;
    userinfo: string;
    endSession: string;
    jwks: string;
  };
  /** What to paste into an application that is known by name. */
  paste?: PasteText;
};

type Props = { view: View; app: AppDetail; oidc: OidcSetup };

/** Form to `POST /admin/applications/<id>/secret`. Where there is a secret, it asks first. */
function SecretForm({ view, app }: Omit<Props, 'oidc'>) {
  const { t } = view;
  const form = (
    <Form view={view} action={`/admin/applications/${app.id}/secret`}>
      <Button kind={app.hasSecret ? 'danger' : 'primary'}>{t('admin.app.secret.new')}</Button>
    </Form>
  );
  if (app.oidc?.authMethod === 'none') return <p class="hint">{t('admin.app.secret.public')}</p>;
  if (!app.hasSecret) return form;
  return (
    <details>
      <summary>{t('admin.app.secret.ask')}</summary>
      <p>{t('admin.app.secret.effect')}</p>
      {form}
    </details>
  );
}

/** The facts of a client, as `term: value`. */
function ClientFacts({ view, app, oidc }: Props) {
  const { t } = view;
  const { addresses } = oidc;
  const secret = app.hasSecret ? 'admin.app.secret.made' : 'admin.app.secret.none';
  const facts = [
    [t('admin.app.client-id'), app.slug],
    [t('admin.app.issuer'), addresses.issuer],
    [t('admin.app.discovery'), addresses.discovery],
    [t('admin.app.authorization'), addresses.authorization],
    [t('admin.app.token'), addresses.token],
    [t('admin.app.userinfo'), addresses.userinfo],
    [t('admin.app.end-session'), addresses.endSession],
    [t('admin.app.scopes'), 'openid profile email groups offline_access'],
  ] as const;
  return (
    <dl class="facts">
      {facts.map(([term, value]) => (
        <Fact term={term}>
          <code>{value}</code>
        </Fact>
      ))}
      {app.oidc?.authMethod !== 'none' && <Fact term={t('admin.app.secret')}>{t(secret)}</Fact>}
    </dl>
  );
}

export function OidcSection({ view, app, oidc }: Props) {
  const { t } = view;
  const { paste } = oidc;
  return (
    <section class="card app-part" aria-labelledby="oidc-title">
      <h2 id="oidc-title">{t('admin.app.oidc.short')}</h2>
      <p>{t('admin.app.oidc.lead')}</p>
      <ClientFacts view={view} app={app} oidc={oidc} />
      <SecretForm view={view} app={app} />
      {paste && (
        <>
          <h3>{t('admin.app.paste', { name: paste.name })}</h3>
          <p class="hint">{t('admin.app.paste.hint')}</p>
          <Paste view={view} id="paste" where={paste.where} text={paste.text} />
        </>
      )}
    </section>
  );
}
