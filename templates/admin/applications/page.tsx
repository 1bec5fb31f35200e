/** One application: what it is, whether it works, and what to paste where. */

import type { AccessPolicy } from '../../../src/access/policy.ts';
import type { MessageKey } from '../../../src/i18n/index.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Fact } from '../../parts/fact.tsx';
import { Form } from '../../parts/form.tsx';
import { Notice } from '../../parts/notice.tsx';
import type { View } from '../../view.ts';
import type { AppDetail } from './detail.ts';
import { type AppFinding, AppFindings } from './findings.tsx';
import { type KeyRow, KeysSection } from './keys.tsx';
import { AppBadges } from './list.tsx';
import { WAY_LABELS } from './parts.tsx';
import { OidcSection, type OidcSetup } from './setup-oidc.tsx';
import { ProxySection, type ProxySetup } from './setup-proxy.tsx';

export type ApplicationPageProps = {
  view: View;
  app: AppDetail;
  findings: AppFinding[];
  oidc?: OidcSetup;
  proxy?: ProxySetup;
  keys: KeyRow[];
  /** Says what was just done. */
  notice?: MessageKey;
};

/** `Password, face and passkey; at most 60 minutes old`. */
function policyText({ t }: View, { ways, maxAge, faceWithin }: AccessPolicy): string {
  const parts = [ways.map((way) => t(WAY_LABELS[way])).join(t('admin.app.or'))];
  if (maxAge !== undefined) parts.push(t('admin.app.max-age.text', { minutes: maxAge }));
  if (faceWithin !== undefined) parts.push(t('admin.app.face-within.text', { minutes: faceWithin }));
  return parts.join(t('admin.app.and'));
}

function Facts({ view, app }: { view: View; app: AppDetail }) {
  const { t } = view;
  const chosen = [...app.groups.map((name) => t('admin.app.group-named', { name })), ...app.people];
  return (
    <dl class="facts">
      <Fact term={t('admin.app.origins.short')}>
        {app.origins.map((origin) => (
          <div>
            <a href={origin} rel="noreferrer">
              {origin}
            </a>
          </div>
        ))}
      </Fact>
      <Fact term={t('admin.app.slug')}>
        <code>{app.slug}</code>
      </Fact>
      <Fact term={t('admin.app.audience')}>
        {app.audience === 'everybody' ? t('admin.app.everybody') : chosen.join(', ') || t('admin.app.nobody')}
      </Fact>
      <Fact term={t('admin.app.policy')}>{policyText(view, app.policy)}</Fact>
      {app.rules.map((rule) => (
        <Fact term={`${rule.path}${rule.match === 'prefix' ? (rule.path.endsWith('/') ? '…' : '/…') : ''}`}>
          {rule.open ? t('admin.app.rule.open') : policyText(view, rule.policy)}
        </Fact>
      ))}
    </dl>
  );
}

function Acts({ view, app }: { view: View; app: AppDetail }) {
  const { t } = view;
  const path = `/admin/applications/${app.id}`;
  return (
    <div class="actions">
      <ButtonLink href={`${path}/settings`}>{t('admin.app.edit')}</ButtonLink>
      <Form view={view} action={`${path}/${app.enabled ? 'disable' : 'enable'}`}>
        <Button kind="secondary">{t(app.enabled ? 'admin.app.switch-off' : 'admin.app.switch-on')}</Button>
      </Form>
      <ButtonLink href={`/admin/explain?app=${app.slug}`} kind="secondary">
        {t('explain.title')}
      </ButtonLink>
      <ButtonLink href={`${path}/remove`} kind="plain">
        {t('admin.app.remove.ask')}
      </ButtonLink>
    </div>
  );
}

export function ApplicationPage(props: ApplicationPageProps) {
  const { view, app, findings, oidc, proxy, keys, notice } = props;
  const { t } = view;
  return (
    <>
      <p class="tags">
        <AppBadges view={view} app={app} />
      </p>
      {notice && (
        <Notice tone="success" live>
          <p>{t(notice)}</p>
        </Notice>
      )}
      <section class="card" aria-label={t('admin.app.settings')}>
        <Facts view={view} app={app} />
        <Acts view={view} app={app} />
      </section>
      <h2>{t('admin.app.test')}</h2>
      <AppFindings view={view} id={app.id} findings={findings} />
      {oidc && <OidcSection view={view} app={app} oidc={oidc} />}
      {proxy && <ProxySection view={view} app={app} proxy={proxy} />}
      {proxy && <KeysSection view={view} id={app.id} keys={keys} values={{ name: '', days: '90' }} errors={{}} />}
    </>
  );
}
