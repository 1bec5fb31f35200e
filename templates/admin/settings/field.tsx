/** The field in which a setting is changed. */
import { Field } from '../../parts/field.tsx';
import { Icon } from '../../parts/icons.tsx';
import type { View } from '../../view.ts';

export type SettingInput = 'text' | 'numeric' | 'decimal';
export type SettingFieldProps = {
  view: View;
  title: string;
  value: string;
  error?: string | undefined;
  /** Undefined: the value is typed. */
  choices?: { value: string; label: string }[] | undefined;
  input: SettingInput;
};

/** The first button has the name of the field as its id, so that an error leads to it. */
function Choice({ title, value, error, choices = [] }: SettingFieldProps) {
  return (
    <fieldset class={error ? 'field field-wrong' : 'field'} aria-describedby={error ? 'value-error' : undefined}>
      <legend>{title}</legend>
      {choices.map((choice, index) => (
        <label class="setting-choice">
          <input
            type="radio"
            id={index === 0 ? 'value' : undefined}
            name="value"
            value={choice.value}
            checked={choice.value === value}
          />
          <span>{choice.label}</span>
          <code class="muted">{choice.value}</code>
        </label>
      ))}
      {error && (
        <p id="value-error" class="field-error">
          <Icon name="error" />
          {error}
        </p>
      )}
    </fieldset>
  );
}

/** `value`. */
export function SettingField(props: SettingFieldProps) {
  const { view, title, value, error, choices, input } = props;
  if (choices) return <Choice {...props} />;
  return (
    <Field
      view={view}
      name="value"
      label={title}
      value={value}
      error={error}
      {...(input !== 'text' && { inputmode: input })}
      autocomplete="off"
      spellcheck={false}
      maxlength={500}
      required
    />
  );
}
