/** Fields and buttons of the forms about an account's name and password. */

import type { FieldErrors } from '../../src/errors.ts';
import type { View } from '../view.ts';
import { Button, ButtonLink } from './button.tsx';
import { errorOf, Field, PasswordField } from './field.tsx';

/** Tells password managers which account a password belongs to. Hidden and read-only. */
export function HiddenUsername({ view, username }: { view: View; username: string | undefined }) {
  return (
    <input
      type="text"
      name="username"
      value={username}
      autocomplete="username"
      aria-label={view.t('label.username')}
      readonly
      hidden
    />
  );
}

type Props = { view: View; errors: FieldErrors };

/** `username` of a new account. */
export function NewUsernameField({ view, errors, value }: Props & { value: string | undefined }) {
  return (
    <Field
      view={view}
      name="username"
      label={view.t('label.username')}
      hint={view.t('register.username.hint')}
      value={value}
      error={errorOf(view, errors, 'username')}
      autocomplete="username"
      autocapitalize="none"
      spellcheck={false}
      maxlength={64}
      required
    />
  );
}

/** A new `password`. @param again it replaces an old one. */
export function NewPasswordField({ view, errors, again = false }: Props & { again?: boolean }) {
  return (
    <PasswordField
      view={view}
      name="password"
      label={view.t(again ? 'label.new-password' : 'label.password')}
      hint={view.t('password.hint')}
      error={errorOf(view, errors, 'password')}
      autocomplete="new-password"
      required
    />
  );
}

/** The account's present `password`. */
export function CurrentPasswordField({ view, errors, hint }: Props & { hint?: string }) {
  return (
    <PasswordField
      view={view}
      name="password"
      label={view.t('label.password')}
      hint={hint}
      error={errorOf(view, errors, 'password')}
      autocomplete="current-password"
      required
    />
  );
}

/** The foot of a form: the button that sends it, and the way back. */
export function Actions({ view, submit, back }: { view: View; submit: string; back: string }) {
  return (
    <div class="actions">
      <Button>{submit}</Button>
      <ButtonLink href={back} kind="plain">
        {view.t('form.cancel')}
      </ButtonLink>
    </div>
  );
}
