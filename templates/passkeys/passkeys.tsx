/** A person's own passkeys: the list, adding one, changing one. */

import type { FieldErrors } from '../../src/errors.ts';
import type { MessageKey } from '../../src/i18n/index.ts';
import { Button, ButtonLink } from '../parts/button.tsx';
import { Card } from '../parts/card.tsx';
import { Actions } from '../parts/credentials.tsx';
import { ErrorSummary, errorOf, Field } from '../parts/field.tsx';
import { formatDate, formatTime } from '../parts/format.ts';
import { Icon } from '../parts/icons.tsx';
import { Notice } from '../parts/notice.tsx';
import { PasskeyAction } from '../parts/passkey.tsx';
import type { View } from '../view.ts';

export type PasskeyRow = { id: string; name: string; backedUp: boolean; createdAt: Date; lastUsedAt: Date | null };
/** Recovery codes: how many were made and are left. */
export type CodesRow = { made: number; left: number; lastUsedAt: Date | null };

type PasskeysPageProps = {
  view: View;
  passkeys: PasskeyRow[];
  /** Null where no second step is ever asked. */
  codes: CodesRow | null;
  /** The setting demands a passkey of this person. */
  demanded: boolean;
  /** What was just done. */
  notice?: MessageKey;
  /** Where the person was going when they came by here. */
  next: string;
};

export function PasskeysPage({ view, passkeys, codes, demanded, notice, next }: PasskeysPageProps) {
  const { t } = view;
  const codeUsed = notice === 'passkeys.done.code-used';
  return (
    <>
      <h1>{t('passkeys.title')}</h1>
      {notice && (
        <Notice tone={codeUsed ? 'warning' : 'success'} live>
          <p>{t(notice, { count: codes?.left ?? 0 })}</p>
          {codeUsed && (
            <p>
              <a href={next}>{t('passkeys.go-on')}</a>
            </p>
          )}
        </Notice>
      )}
      <p>{t('passkeys.lead')}</p>
      {demanded && <p class="muted">{t('passkeys.demanded')}</p>}
      <div class="stack">
        <Card id="passkeys" title={t('passkeys.yours')}>
          {passkeys.length === 0 ? (
            <p>{t('passkeys.none')}</p>
          ) : (
            <ul class="sessions">
              {passkeys.map((passkey) => (
                <PasskeyItem view={view} passkey={passkey} />
              ))}
            </ul>
          )}
          <div class="actions">
            <ButtonLink href="/account/passkeys/add">{t('passkeys.add')}</ButtonLink>
          </div>
        </Card>
        {codes && <CodesCard view={view} codes={codes} />}
      </div>
      <p class="aside">
        <a href="/account">{t('nav.account')}</a>
      </p>
    </>
  );
}

function PasskeyItem({ view, passkey }: { view: View; passkey: PasskeyRow }) {
  const { t, locale } = view;
  const { id, name, backedUp, createdAt, lastUsedAt } = passkey;
  const used = lastUsedAt
    ? t('account.sessions.used', { time: formatTime(locale, lastUsedAt) })
    : t('passkeys.never-used');
  return (
    <li>
      <Icon name="passkey" />
      <div class="grow">
        <p>
          <strong>{name}</strong>
          <span class="badge">{t(backedUp ? 'passkeys.synced' : 'passkeys.bound')}</span>
        </p>
        <p class="muted small">
          {t('passkeys.added', { date: formatDate(locale, createdAt) })} · {used}
        </p>
      </div>
      <a class="item-link" href={`/account/passkeys/edit?id=${id}`} aria-label={t('passkeys.edit.label', { name })}>
        {t('passkeys.edit')}
      </a>
    </li>
  );
}

function CodesCard({ view, codes }: { view: View; codes: CodesRow }) {
  const { t, locale } = view;
  const { made, left, lastUsedAt } = codes;
  return (
    <Card id="codes" title={t('codes.title')}>
      <p>{t('codes.what')}</p>
      <p>
        <strong>{made === 0 ? t('codes.none') : t('codes.left', { left, made })}</strong>
      </p>
      {lastUsedAt && <p class="muted small">{t('account.sessions.used', { time: formatTime(locale, lastUsedAt) })}</p>}
      <div class="actions">
        <ButtonLink href="/account/passkeys/codes" kind="secondary">
          {t(made === 0 ? 'codes.make' : 'codes.renew')}
        </ButtonLink>
      </div>
    </Card>
  );
}

type AddPasskeyPageProps = {
  view: View;
  /** What the passkey is called unless the person says otherwise. */
  name: string;
  next: string;
  /** Nothing else can be done before. */
  demanded: boolean;
};

export function AddPasskeyPage({ view, name, next, demanded }: AddPasskeyPageProps) {
  const { t } = view;
  return (
    <>
      <h1>{t('passkeys.add')}</h1>
      {demanded && (
        <Notice tone="info">
          <p>{t('passkeys.needed')}</p>
        </Notice>
      )}
      <p>{t('passkeys.lead')}</p>
      <p>{t('passkeys.add.how')}</p>
      <PasskeyAction view={view} action="add" next={next}>
        <form class="form">
          <Field
            view={view}
            name="name"
            label={t('passkeys.name')}
            hint={t('passkeys.name.hint')}
            value={name}
            autocomplete="off"
            maxlength={64}
            required
          />
          <div class="actions">
            <Button>
              <Icon name="passkey" />
              {t('passkeys.add.submit')}
            </Button>
            {!demanded && (
              <ButtonLink href="/account/passkeys" kind="plain">
                {t('form.cancel')}
              </ButtonLink>
            )}
          </div>
        </form>
      </PasskeyAction>
    </>
  );
}

/** Forms to `POST /account/passkeys/rename` (`id`, `name`) and `/remove` (`id`). */
export function EditPasskeyPage(props: { view: View; id: string; name: string; errors: FieldErrors }) {
  const { view, id, name, errors } = props;
  const { t } = view;
  return (
    <>
      <h1>{t('passkeys.edit.title')}</h1>
      <ErrorSummary view={view} errors={errors} />
      <form method="post" action="/account/passkeys/rename" class="form" novalidate>
        <input type="hidden" name="id" value={id} />
        <Field
          view={view}
          name="name"
          label={t('passkeys.name')}
          value={name}
          error={errorOf(view, errors, 'name')}
          autocomplete="off"
          maxlength={64}
          required
        />
        <Actions view={view} submit={t('passkeys.rename')} back="/account/passkeys" />
      </form>
      <section class="apart">
        <h2>{t('passkeys.remove.title')}</h2>
        <p>{t('passkeys.remove.text')}</p>
        <form method="post" action="/account/passkeys/remove">
          <input type="hidden" name="id" value={id} />
          <Button kind="danger">{t('passkeys.remove')}</Button>
        </form>
      </section>
    </>
  );
}
