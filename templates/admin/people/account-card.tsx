/** The facts of an account, and the buttons for its state, role, passkeys and password. */
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Fact } from '../../parts/fact.tsx';
import { Form } from '../../parts/form.tsx';
import { formatTime } from '../../parts/format.ts';
import { ActForm, type Part } from './act.tsx';

export function AccountCard({ view, person }: Part) {
  const { t, locale } = view;
  return (
    <Card id="account" title={t('admin.person.account')}>
      <dl class="facts">
        <Fact term={t('label.username')}>{person.username}</Fact>
        <Fact term={t('label.display-name')}>{person.displayName}</Fact>
        <Fact term={t('admin.person.created')}>{formatTime(locale, person.createdAt)}</Fact>
        <Fact term={t('admin.person.last-sign-in')}>
          {person.lastSignInAt ? formatTime(locale, person.lastSignInAt) : t('admin.person.never')}
        </Fact>
        <Fact term={t('admin.person.passkeys')}>{person.passkeys}</Fact>
        {person.disabledAt && (
          <Fact term={t('admin.person.disabled-since')}>{formatTime(locale, person.disabledAt)}</Fact>
        )}
      </dl>
      <div class="actions">
        <ActForm view={view} person={person} act={person.disabledAt ? 'enable' : 'disable'} />
        <ActForm view={view} person={person} act={person.role === 'admin' ? 'unmake-admin' : 'make-admin'} />
      </div>
      <p class="hint">{t('admin.person.disable-effect')}</p>
      {person.passkeys > 0 && (
        <details>
          <summary>{t('admin.act.remove-passkeys.ask')}</summary>
          <p>{t('admin.act.remove-passkeys.effect')}</p>
          <ActForm view={view} person={person} act="remove-passkeys" danger />
        </details>
      )}
      <Form view={view} action={`/admin/people/${person.id}/reset-link`} class="actions">
        <Button kind="secondary">{t('admin.link.reset')}</Button>
      </Form>
    </Card>
  );
}
