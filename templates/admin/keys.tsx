/** The keys of programs: the list, the form of a new one, and the new one, which is shown once. */
import type { FieldErrors } from '../../src/errors.ts';
import type { MessageKey } from '../../src/i18n/index.ts';
import { Button, ButtonLink } from '../parts/button.tsx';
import { ErrorSummary } from '../parts/error-summary.tsx';
import { errorOf, Field, Select } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { formatDate, formatTime } from '../parts/format.ts';
import { Icon } from '../parts/icons.tsx';
import { Notice } from '../parts/notice.tsx';
import type { View } from '../view.ts';
import { Cell, Results } from './table.tsx';

type ScopeOf<Key> = Key extends `api.scope.${infer Scope}` ? Scope : never;
/** Each scope has a text. */
type Scope = ScopeOf<MessageKey>;
type Surface = 'api' | 'compreface';

type KeyRow = {
  key: {
    id: string;
    name: string;
    surface: Surface;
    scopes: readonly Scope[];
    addresses: readonly string[];
    createdAt: Date;
    expiresAt: Date | null;
    lastUsedAt: Date | null;
  };
  madeBy: string | null;
};

type KeysPageProps = { view: View; rows: readonly KeyRow[]; now: Date; removed: boolean };

export function KeysPage({ view, rows, now, removed }: KeysPageProps) {
  const { t } = view;
  const heads = [
    t('api.name'),
    t('api.scopes'),
    t('api.key.addresses'),
    t('api.key.used'),
    t('api.key.expires'),
    t('api.key.act'),
  ];
  return (
    <>
      {removed && (
        <Notice tone="success" live>
          <p>{t('api.removed')}</p>
        </Notice>
      )}
      <p>{t('api.lead')}</p>
      <p class="actions">
        <ButtonLink href="/admin/keys/new">{t('api.new')}</ButtonLink>
        <ButtonLink href="/api/v1/docs" kind="plain">
          {t('ref.title')}
        </ButtonLink>
      </p>
      <Results
        view={view}
        label={t('api.title')}
        columns={heads}
        none={t('api.none')}
        rows={rows.map((row) => <Row view={view} row={row} heads={heads} now={now} />)}
      />
    </>
  );
}

function Row({ view, row, heads, now }: { view: View; row: KeyRow; heads: readonly string[]; now: Date }) {
  const { t, locale } = view;
  const { key, madeBy } = row;
  const [name, scopes, from, used, expires, act] = heads as [string, string, string, string, string, string];
  const made = formatTime(locale, key.createdAt);
  return (
    <tr>
      <Cell label={name}>
        <strong>{key.name}</strong>
        <span class="muted small key-made">
          {key.surface === 'compreface' && 'CompreFace · '}
          {madeBy ? t('api.key.made.by', { time: made, name: madeBy }) : made}
        </span>
      </Cell>
      <Cell label={scopes}>
        {key.scopes.map((scope) => (
          <code class="tag" title={t(`api.scope.${scope}`)}>
            {scope}
          </code>
        ))}
      </Cell>
      <Cell label={from}>{key.addresses.join(', ') || t('api.key.everywhere')}</Cell>
      <Cell label={used}>{key.lastUsedAt ? formatTime(locale, key.lastUsedAt) : t('api.key.unused')}</Cell>
      <Cell label={expires}>
        <Expiry view={view} expiresAt={key.expiresAt} now={now} />
      </Cell>
      <Cell label={act}>
        <Form view={view} action={`/admin/keys/${key.id}/remove`}>
          <Button kind="secondary" aria-label={t('api.key.remove.label', { name: key.name })}>
            {t('api.key.remove')}
          </Button>
        </Form>
      </Cell>
    </tr>
  );
}

function Expiry({ view, expiresAt, now }: { view: View; expiresAt: Date | null; now: Date }) {
  const { t, locale } = view;
  if (!expiresAt) return <>{t('api.key.never')}</>;
  if (expiresAt <= now) return <span class="tag tag-error">{t('api.key.expired')}</span>;
  return <>{formatDate(locale, expiresAt)}</>;
}

/** Days that a key may work; 0: until it is removed. */
const DAYS = [30, 90, 365] as const;

type NewKeyPageProps = {
  view: View;
  typed: {
    name: string;
    surface: string;
    scopes: readonly string[];
    days: string;
    addresses: string;
    per_minute: string;
  };
  errors: FieldErrors;
  scopes: readonly Scope[];
};

export function NewKeyPage({ view, typed, errors, scopes }: NewKeyPageProps) {
  const { t } = view;
  const shared = (name: 'name' | 'surface' | 'days' | 'addresses' | 'per_minute') => {
    const error = errorOf(view, errors, name);
    return { view, name, value: typed[name], ...(error !== undefined && { error }) };
  };
  const surfaces = (['api', 'compreface'] as const).map((value) => ({ value, label: t(`api.surface.${value}`) }));
  const days = DAYS.map((count) => ({ value: String(count), label: t('api.days.days', { days: count }) }));
  return (
    <>
      <ErrorSummary view={view} errors={errors} />
      <Form view={view} action="/admin/keys" class="form key-form" novalidate>
        <Field {...shared('name')} label={t('api.name')} hint={t('api.name.hint')} maxlength={60} required />
        <Select {...shared('surface')} label={t('api.surface')} choices={surfaces} required />
        <Scopes view={view} scopes={scopes} chosen={typed.scopes} errors={errors} />
        <Notice tone="warning">
          <p>{t('api.scopes.caution')}</p>
        </Notice>
        <Select
          {...shared('days')}
          label={t('api.days')}
          choices={[...days, { value: '0', label: t('api.days.0') }]}
          required
        />
        <Field {...shared('addresses')} label={t('api.addresses')} hint={t('api.addresses.hint')} maxlength={1000} />
        <Field {...shared('per_minute')} label={t('api.per-minute')} inputmode="numeric" maxlength={6} required />
        <div class="actions">
          <Button>{t('api.make')}</Button>
          <ButtonLink href="/admin/keys" kind="plain">
            {t('form.cancel')}
          </ButtonLink>
        </div>
      </Form>
    </>
  );
}

type ScopesProps = { view: View; scopes: readonly Scope[]; chosen: readonly string[]; errors: FieldErrors };

/** Boxes to tick, one for each scope. */
function Scopes({ view, scopes, chosen, errors }: ScopesProps) {
  const { t } = view;
  const error = errorOf(view, errors, 'scopes');
  return (
    <fieldset id="scopes" class={error ? 'field field-wrong' : 'field'} aria-describedby={error && 'scopes-error'}>
      <legend>{t('api.scopes')}</legend>
      {scopes.map((scope) => (
        <label class="check">
          <input type="checkbox" name="scopes" value={scope} checked={chosen.includes(scope)} />
          <span>
            {t(`api.scope.${scope}`)} <code class="muted small">{scope}</code>
          </span>
        </label>
      ))}
      {error && (
        <p id="scopes-error" class="field-error">
          <Icon name="error" />
          {error}
        </p>
      )}
    </fieldset>
  );
}

type TheKeyPageProps = { view: View; secret: string; surface: Surface; publicUrl: string };

export function TheKeyPage({ view, secret, surface, publicUrl }: TheKeyPageProps) {
  const { t } = view;
  const example =
    surface === 'api'
      ? `curl -H 'Authorization: Bearer ${secret}' ${publicUrl}/api/v1/people`
      : `curl -H 'x-api-key: ${secret}' ${publicUrl}/compreface/api/v1/recognition/subjects`;
  return (
    <>
      <p>{t('api.made.lead')}</p>
      <div class="field handover">
        <label for="key">{t('api.made.key')}</label>
        <input id="key" type="text" value={secret} readonly />
      </div>
      <p>{t('api.made.try')}</p>
      <pre class="example">
        <code>{example}</code>
      </pre>
      <p>
        <ButtonLink href="/admin/keys" kind="secondary">
          {t('api.made.back')}
        </ButtonLink>
      </p>
    </>
  );
}
