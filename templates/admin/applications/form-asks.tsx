/** How the application asks: through its proxy, by OpenID Connect, or both. */
import { AUTH_METHODS } from '../../../src/access/rules.ts';
import type { MessageKey } from '../../../src/i18n/index.ts';
import { Field, Select, TextArea } from '../../parts/field.tsx';
import { errorIn, type FormPart, Section, Tick } from './parts.tsx';

const METHODS: Record<(typeof AUTH_METHODS)[number], MessageKey> = {
  client_secret_basic: 'admin.app.method.basic',
  client_secret_post: 'admin.app.method.post',
  none: 'admin.app.method.none',
};

/** Hidden by its style while OpenID Connect is not ticked. */
function OidcFields({ view, values, mistakes }: FormPart) {
  const { t } = view;
  const error = (name: string) => errorIn(view, mistakes, name);
  return (
    <div class="form oidc-fields">
      <TextArea
        view={view}
        name="redirect_uris"
        label={t('admin.app.redirects')}
        hint={t('admin.app.redirects.hint')}
        value={values.redirectUris}
        rows={3}
        error={error('redirect_uris')}
        required
      />
      <Select
        view={view}
        name="auth_method"
        label={t('admin.app.method')}
        value={values.authMethod}
        choices={AUTH_METHODS.map((value) => ({ value, label: t(METHODS[value]) }))}
        error={error('auth_method')}
        required
      />
      <Tick name="pkce" label={t('admin.app.pkce')} hint={t('admin.app.pkce.hint')} checked={values.pkce} />
      <Tick name="native" label={t('admin.app.native')} hint={t('admin.app.native.hint')} checked={values.native} />
      <Tick name="consent" label={t('admin.app.consent')} hint={t('admin.app.consent.hint')} checked={values.consent} />
      <TextArea
        view={view}
        name="post_logout_redirect_uris"
        label={t('admin.app.post-logout')}
        hint={t('admin.app.post-logout.hint')}
        value={values.postLogoutRedirectUris}
        rows={2}
        error={error('post_logout_redirect_uris')}
      />
      <Field
        view={view}
        name="backchannel_logout_uri"
        label={t('admin.app.backchannel')}
        hint={t('admin.app.backchannel.hint')}
        value={values.backchannelLogoutUri}
        inputmode="url"
        autocomplete="off"
        maxlength={500}
        error={error('backchannel_logout_uri')}
      />
    </div>
  );
}

export function AsksSection(part: FormPart) {
  const { view, values, mistakes } = part;
  const { t } = view;
  return (
    <Section id="asks" title={t('admin.app.asks')} lead={t('admin.app.asks.lead')}>
      <Tick
        name="forward_auth"
        label={t('admin.app.forward')}
        hint={t('admin.app.forward.hint')}
        checked={values.forwardAuth}
        error={errorIn(view, mistakes, 'forward_auth')}
      />
      <Tick name="oidc" label={t('admin.app.oidc')} hint={t('admin.app.oidc.hint')} checked={values.oidc} />
      <OidcFields {...part} />
    </Section>
  );
}
