/** Optional fields above a list: a label and a control. */
import type { View } from '../view.ts';

type FilterProps = { name: string; label: string; value: string };

/** @param props.most characters. */
export function TextFilter({ name, label, value, most = 64 }: FilterProps & { most?: number }) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        type="search"
        value={value}
        autocomplete="off"
        autocapitalize="none"
        maxlength={most}
      />
    </div>
  );
}

export function DayFilter({ name, label, value }: FilterProps) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input id={name} name={name} type="date" value={value} min="1900-01-01" max="2199-12-31" />
    </div>
  );
}

type ChoiceProps = FilterProps & { view: View; choices: { value: string; label: string }[] };

/** A list of choices, of which the first one stands for all. */
export function ChoiceFilter({ view, name, label, value, choices }: ChoiceProps) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <select id={name} name={name}>
        <option value="">{view.t('admin.filter.all')}</option>
        {choices.map((choice) => (
          <option value={choice.value} selected={choice.value === value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  );
}
