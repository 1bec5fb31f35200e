/** A person's own passkeys, and how many recovery codes are left. */
import type { MessageKey } from '../../src/i18n/index.ts';
import { ButtonLink } from '../parts/button.tsx';
import { Card } from '../parts/card.tsx';
import { formatDate, formatTime } from '../parts/format.ts';
import { Icon } from '../parts/icons.tsx';
import { Notice } from '../parts/notice.tsx';
import type { View } from '../view.ts';

export type PasskeyRow = { id: string; name: string; backedUp: boolean; createdAt: Date; lastUsedAt: Date | null };
/** How many recovery codes were made and are left. */
export type CodesRow = { made: number; left: number; lastUsedAt: Date | null };

type PasskeysPageProps = {
  view: View;
  passkeys: PasskeyRow[];
  /** Null where nobody is asked for a second step. */
  codes: CodesRow | null;
  /** The setting demands a passkey of this person. */
  demanded: boolean;
  /** Says what was just done. */
  notice?: MessageKey;
  /** The page that the person wanted before this one. */
  next: string;
};

/** Says what was just done. After a recovery code it also leads on to the page that the person wanted. */
function Done({ view, notice, codes, next }: Omit<PasskeysPageProps, 'passkeys' | 'demanded'>) {
  const { t } = view;
  if (!notice) return null;
  const codeUsed = notice === 'passkeys.done.code-used';
  return (
    <Notice tone={codeUsed ? 'warning' : 'success'} live>
      <p>{t(notice, { count: codes?.left ?? 0 })}</p>
      {codeUsed && (
        <p>
          <a href={next}>{t('passkeys.go-on')}</a>
        </p>
      )}
    </Notice>
  );
}

export function PasskeysPage(props: PasskeysPageProps) {
  const { view, passkeys, codes, demanded } = props;
  const { t } = view;
  return (
    <>
      <h1>{t('passkeys.title')}</h1>
      <Done {...props} />
      <p>{t('passkeys.lead')}</p>
      {demanded && <p class="muted">{t('passkeys.demanded')}</p>}
      <div class="stack">
        <Card id="passkeys" title={t('passkeys.yours')}>
          {passkeys.length === 0 && <p>{t('passkeys.none')}</p>}
          {passkeys.length > 0 && (
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
