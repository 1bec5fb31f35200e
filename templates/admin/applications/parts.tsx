/** Parts of the form of an application: a section, boxes to tick, and the policy that the whole and each path have. */
import type { Child } from 'hono/jsx';
import { WAYS, type Way } from '../../../src/access/policy.ts';
import type { MessageKey } from '../../../src/i18n/index.ts';
import { Field } from '../../parts/field.tsx';
import { Icon } from '../../parts/icons.tsx';
import type { View } from '../../view.ts';
import { type FormValues, type Mistakes, mistakeText } from './values.ts';

export type FormPart = { view: View; values: FormValues; mistakes: Mistakes };

export const WAY_LABELS: Record<Way, MessageKey> = {
  password: 'admin.way.password',
  face: 'admin.way.face',
  passkey: 'admin.way.passkey',
  'face+device': 'admin.way.face-device',
  'face+passkey': 'admin.way.face-passkey',
  'password+passkey': 'admin.way.password-passkey',
};

/** The text under a field, if something is wrong with it. */
export function errorIn(view: View, mistakes: Mistakes, name: string): string | undefined {
  const mistake = mistakes[name];
  return mistake && mistakeText(view, mistake);
}

export function Section({ id, title, lead, children }: { id: string; title: string; lead?: string; children: Child }) {
  return (
    <section class="card form-section" id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {lead && <p class="muted">{lead}</p>}
      <div class="form">{children}</div>
    </section>
  );
}

type TickProps = { name: string; label: string; checked: boolean; hint?: string; error?: string | undefined };

/** One box to tick, with a line that says what it does. */
export function Tick({ name, label, checked, hint, error }: TickProps) {
  const describedBy = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');
  return (
    <div class={error ? 'field field-wrong' : 'field'}>
      <label class="check" for={name}>
        <input
          type="checkbox"
          id={name}
          name={name}
          value="on"
          checked={checked}
          aria-describedby={describedBy || undefined}
        />
        <span>{label}</span>
      </label>
      {hint && (
        <p id={`${name}-hint`} class="hint check-hint">
          {hint}
        </p>
      )}
      {error && <Wrong name={name} text={error} />}
    </div>
  );
}

function Wrong({ name, text }: { name: string; text: string }) {
  return (
    <p id={`${name}-error`} class="field-error">
      <Icon name="error" />
      {text}
    </p>
  );
}

type ChoicesProps = {
  type: 'checkbox' | 'radio';
  name: string;
  legend: string;
  hint?: string;
  error?: string | undefined;
  choices: { value: string; label: string; checked: boolean }[];
};

/** Boxes or buttons of one question. The first has the name of the field as its id, so that an error leads to it. */
export function Choices({ type, name, legend, hint, error, choices }: ChoicesProps) {
  return (
    <fieldset class={error ? 'choices field-wrong' : 'choices'} aria-describedby={error ? `${name}-error` : undefined}>
      <legend>{legend}</legend>
      {hint && <p class="hint">{hint}</p>}
      <div class="choices-list">
        {choices.map(({ value, label, checked }, index) => (
          <label class="check">
            <input type={type} id={index === 0 ? name : undefined} name={name} value={value} checked={checked} />
            <span>{label}</span>
          </label>
        ))}
      </div>
      {error && <Wrong name={name} text={error} />}
    </fieldset>
  );
}

type PolicyProps = {
  view: View;
  mistakes: Mistakes;
  /** The names of the three fields. */
  names: { ways: string; maxAge: string; faceWithin: string };
  policy: Pick<FormValues, 'ways' | 'maxAge' | 'faceWithin'>;
};

/** Which ways are enough, and how old what was shown may be. */
export function PolicyFields({ view, mistakes, names, policy }: PolicyProps) {
  const { t } = view;
  const minutes = { inputmode: 'numeric' as const, autocomplete: 'off', maxlength: 6, view };
  return (
    <>
      <Choices
        type="checkbox"
        name={names.ways}
        legend={t('admin.app.ways')}
        hint={t('admin.app.ways.hint')}
        error={errorIn(view, mistakes, names.ways)}
        choices={WAYS.map((way) => ({ value: way, label: t(WAY_LABELS[way]), checked: policy.ways.includes(way) }))}
      />
      <div class="pair">
        <Field
          {...minutes}
          name={names.maxAge}
          label={t('admin.app.max-age')}
          hint={t('admin.app.max-age.hint')}
          value={policy.maxAge}
          error={errorIn(view, mistakes, names.maxAge)}
        />
        <Field
          {...minutes}
          name={names.faceWithin}
          label={t('admin.app.face-within')}
          hint={t('admin.app.face-within.hint')}
          value={policy.faceWithin}
          error={errorIn(view, mistakes, names.faceWithin)}
        />
      </div>
    </>
  );
}
