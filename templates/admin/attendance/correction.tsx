/** The fields of a record that an administrator writes. */
import type { FieldErrors } from '../../../src/errors.ts';
import { errorOf, Field, Select, TextArea } from '../../parts/field.tsx';
import type { View } from '../../view.ts';

type Props = { view: View; typed: Record<string, string>; errors: FieldErrors };

export function CorrectionFields({ view, typed, errors }: Props) {
  const { t } = view;
  const field = (name: string) => ({
    view,
    name,
    value: typed[name] ?? '',
    error: errorOf(view, errors, name),
    required: true,
  });
  const choices = (['in', 'out'] as const).map((value) => ({ value, label: t(`attendance.${value}`) }));
  return (
    <>
      <Select {...field('direction')} label={t('attendance.direction')} choices={choices} />
      <Field {...field('at')} label={t('attendance.time')} type="datetime-local" />
      <TextArea
        {...field('reason')}
        label={t('attendance.reason')}
        hint={t('attendance.reason.hint')}
        rows={2}
        maxlength={200}
      />
    </>
  );
}
