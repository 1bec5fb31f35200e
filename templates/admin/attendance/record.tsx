/** One record, and the form that corrects it. */
import type { FieldErrors } from '../../../src/errors.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorSummary } from '../../parts/error-summary.tsx';
import { Form } from '../../parts/form.tsx';
import { formatTime } from '../../parts/format.ts';
import { Notice } from '../../parts/notice.tsx';
import type { View } from '../../view.ts';
import { CorrectionFields } from './correction.tsx';
import { originText, type RecordItem } from './records-table.tsx';

type Props = { view: View; row: RecordItem; typed: Record<string, string>; errors: FieldErrors };

export function RecordPage({ view, row, typed, errors }: Props) {
  const { t, locale } = view;
  return (
    <>
      <ErrorSummary view={view} errors={errors} />
      <p>
        <a href={`/admin/attendance/people/${row.userId}`}>{t('attendance.back', { name: row.displayName })}</a>
      </p>
      <p>
        {t(`attendance.${row.direction}`)}, {formatTime(locale, row.at)}. {originText(view, row)}
      </p>
      {row.voidedAt ? (
        <Notice tone="info">
          <p>{t('attendance.voided', { name: row.voidedBy ?? '–', reason: row.voidReason ?? '' })}</p>
        </Notice>
      ) : (
        <Form view={view} action={`/admin/attendance/records/${row.id}`} novalidate>
          <CorrectionFields view={view} typed={typed} errors={errors} />
          <div class="actions">
            <Button name="what" value="replace">
              {t('attendance.replace')}
            </Button>
            <Button name="what" value="void" kind="danger">
              {t('attendance.void')}
            </Button>
          </div>
          <p class="hint">{t('attendance.kept')}</p>
        </Form>
      )}
    </>
  );
}
