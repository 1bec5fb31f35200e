/** The settings of a kiosk. */
import type { FieldErrors } from '../../../src/errors.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Checkbox, errorOf, Field, Select } from '../../parts/field.tsx';
import { Form } from '../../parts/form.tsx';
import { formatNumber } from '../../parts/format.ts';
import { Notice } from '../../parts/notice.tsx';
import type { View } from '../../view.ts';

export type TypedKiosk = {
  name: string;
  group: string;
  target: string;
  liveness: string;
  attendance: string;
  names: boolean;
  tells: boolean;
  locale: string;
};

export type KioskChoices = {
  groups: { value: string; label: string }[];
  /** `people`: for whom the measured data vouch at the target. */
  targets: { value: string; people: number }[];
  /** Whether the server has the liveness networks. */
  networks: boolean;
};

type KioskFormProps = {
  view: View;
  action: string;
  submit: string;
  choices: KioskChoices;
  typed: TypedKiosk;
  errors: FieldErrors;
  /** Whether a PIN is set already. */
  hasPin?: boolean;
};

export function KioskForm(props: KioskFormProps) {
  const { view, action, submit, choices, typed, errors, hasPin = false } = props;
  const { t } = view;
  const shared = (name: 'name' | 'group' | 'target' | 'liveness' | 'attendance' | 'locale') => {
    const error = errorOf(view, errors, name);
    return { view, name, value: typed[name], required: true, ...(error !== undefined && { error }) };
  };
  const pinError = errorOf(view, errors, 'pin');
  return (
    <Form view={view} action={action} class="form" novalidate>
      <Field
        {...shared('name')}
        label={t('kiosks.name')}
        hint={t('kiosks.name.hint')}
        autocomplete="off"
        maxlength={60}
      />
      <Select
        {...shared('group')}
        label={t('kiosks.group.choose')}
        hint={t('kiosks.group.hint')}
        choices={[{ value: '', label: '–' }, ...choices.groups]}
      />
      <Strictness {...props} shared={shared} />
      <Select
        {...shared('attendance')}
        label={t('kiosks.attendance')}
        hint={t('kiosks.attendance.hint')}
        choices={(['none', 'turns', 'in', 'out'] as const).map((value) => ({
          value,
          label: t(`kiosks.attendance.${value}`),
        }))}
      />
      <Checkbox view={view} name="names" label={t('kiosks.names')} value="yes" checked={typed.names} />
      <Checkbox view={view} name="tells" label={t('kiosks.tells')} value="yes" checked={typed.tells} />
      <Select
        {...shared('locale')}
        label={t('kiosks.locale')}
        choices={[
          { value: 'en', label: 'English' },
          { value: 'zh', label: '中文' },
        ]}
      />
      <Field
        view={view}
        name="pin"
        type="password"
        label={t('kiosks.pin')}
        hint={t(hasPin ? 'kiosks.pin.kept' : 'kiosks.pin.hint')}
        {...(pinError !== undefined && { error: pinError })}
        inputmode="numeric"
        autocomplete="new-password"
        maxlength={12}
      />
      <div class="actions">
        <Button>{submit}</Button>
        <ButtonLink href="/admin/kiosks" kind="plain">
          {t('form.cancel')}
        </ButtonLink>
      </div>
    </Form>
  );
}

type Shared = (name: 'target' | 'liveness') => { view: View; name: string; value: string; required: boolean };

/** How sure a greeting has to be. */
function Strictness({ view, choices, shared }: KioskFormProps & { shared: Shared }) {
  const { t, locale } = view;
  return (
    <>
      <Select
        {...shared('target')}
        label={t('kiosks.target')}
        hint={t('kiosks.target.hint')}
        choices={choices.targets.map(({ value, people }) => ({
          value,
          label: t('kiosks.target.one-in', {
            count: formatNumber(locale, Math.round(1 / Number(value))),
            people: formatNumber(locale, people),
          }),
        }))}
      />
      <Select
        {...shared('liveness')}
        label={t('kiosks.liveness')}
        choices={(['passive', 'challenge', 'none'] as const).map((value) => ({
          value,
          label: t(`kiosks.liveness.${value}`),
        }))}
      />
      {!choices.networks && (
        <Notice tone="info">
          <p>{t('kiosks.liveness.networks')}</p>
        </Notice>
      )}
    </>
  );
}
