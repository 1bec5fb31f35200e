import { Button, ButtonLink } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { Icon } from '../parts/icons.tsx';
import { Notice } from '../parts/notice.tsx';
import { PasskeyAction } from '../parts/passkey.tsx';
import type { View } from '../view.ts';

type AddPasskeyPageProps = {
  view: View;
  /** The suggested name of the passkey. */
  name: string;
  next: string;
  /** The person can do nothing else before. */
  demanded: boolean;
};

/** `static/js/passkeys.js` sends the form together with the authenticator's answer. */
function AddForm({ view, name, demanded }: Omit<AddPasskeyPageProps, 'next'>) {
  const { t } = view;
  return (
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
  );
}

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
        <AddForm view={view} name={name} demanded={demanded} />
      </PasskeyAction>
    </>
  );
}
