/** Form fields: label, hint, input and error, tied together for screen readers. */
import type { Child, JSX } from 'hono/jsx';
import type { FieldErrors } from '../../src/errors.ts';
import type { Vars } from '../../src/i18n/index.ts';
import type { View } from '../view.ts';
import { Icon } from './icons.tsx';

/** What all kinds of field share. `error` and `hint` are texts, not keys. */
export type FieldProps = {
  view: View;
  name: string;
  label: string;
  value?: string;
  error?: string;
  hint?: string;
  required?: boolean;
};

/** The text of a field's error, if it has one. */
export function errorOf(view: View, errors: FieldErrors, name: string, vars?: Vars): string | undefined {
  const key = errors[name];
  return key && view.t(key, vars);
}

/** The attributes that tie a control to its label and texts. */
function wiring({ name, error, hint, required }: FieldProps) {
  const describedBy = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');
  return {
    id: name,
    name,
    required,
    'aria-describedby': describedBy || undefined,
    'aria-invalid': error ? ('true' as const) : undefined,
  };
}

function Wrapper({ field, children }: { field: FieldProps; children: Child }) {
  const { view, name, label, error, hint, required } = field;
  return (
    <div class={error ? 'field field-wrong' : 'field'}>
      <label for={name}>
        {label}
        {!required && <span class="optional"> {view.t('form.optional')}</span>}
      </label>
      {hint && (
        <p id={`${name}-hint`} class="hint">
          {hint}
        </p>
      )}
      {children}
      {error && (
        <p id={`${name}-error`} class="field-error">
          <Icon name="error" />
          {error}
        </p>
      )}
    </div>
  );
}

type InputAttributes = Pick<
  JSX.IntrinsicElements['input'],
  'type' | 'autocomplete' | 'inputmode' | 'maxlength' | 'accept' | 'autocapitalize' | 'spellcheck' | 'max'
>;

/** An input for one line of text, a date or a file. */
export function Field(props: FieldProps & InputAttributes) {
  const { view, label, value, error, hint, ...rest } = props;
  return (
    <Wrapper field={props}>
      <input {...rest} type={rest.type ?? 'text'} value={value} {...wiring(props)} />
    </Wrapper>
  );
}

/** A password. The server never fills it in, pasting works, and page.js adds the button that shows it. */
export function PasswordField(props: FieldProps & { autocomplete: 'current-password' | 'new-password' }) {
  const { t } = props.view;
  return (
    <Wrapper field={props}>
      <div class="password" data-password data-show={t('form.show-password')} data-hide={t('form.hide-password')}>
        <input
          type="password"
          autocomplete={props.autocomplete}
          autocapitalize="none"
          spellcheck={false}
          maxlength={128}
          {...wiring(props)}
        />
      </div>
    </Wrapper>
  );
}

export function TextArea(props: FieldProps & { rows?: number; maxlength?: number }) {
  return (
    <Wrapper field={props}>
      <textarea rows={props.rows ?? 4} maxlength={props.maxlength} {...wiring(props)}>
        {props.value}
      </textarea>
    </Wrapper>
  );
}

export type Choice = { value: string; label: string };

export function Select(props: FieldProps & { choices: Choice[]; autocomplete?: string }) {
  return (
    <Wrapper field={props}>
      <select autocomplete={props.autocomplete} {...wiring(props)}>
        {props.choices.map((choice) => (
          <option value={choice.value} selected={choice.value === (props.value ?? '')}>
            {choice.label}
          </option>
        ))}
      </select>
    </Wrapper>
  );
}

/** A box to tick, with its label beside it. */
export function Checkbox(props: FieldProps & { value: string; checked?: boolean }) {
  const { name, label, value, error } = props;
  return (
    <div class={error ? 'field field-wrong' : 'field'}>
      <label class="check" for={name}>
        <input type="checkbox" value={value} checked={props.checked} {...wiring(props)} />
        <span>{label}</span>
      </label>
      {error && (
        <p id={`${name}-error`} class="field-error">
          <Icon name="error" />
          {error}
        </p>
      )}
    </div>
  );
}
