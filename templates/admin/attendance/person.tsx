/** The attendance of one person: days, records, and a form for a record that is missing. */
import type { FieldErrors } from '../../../src/errors.ts';
import type { MessageKey } from '../../../src/i18n/index.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorSummary } from '../../parts/error-summary.tsx';
import { Form } from '../../parts/form.tsx';
import { Notice } from '../../parts/notice.tsx';
import type { View } from '../../view.ts';
import { DayFilter } from '../filter.tsx';
import { Filters } from '../table.tsx';
import { CorrectionFields } from './correction.tsx';
import { type DayItem, DaysTable } from './days-table.tsx';
import { type RecordItem, RecordsTable } from './records-table.tsx';

type Props = {
  view: View;
  id: string;
  days: DayItem[];
  records: RecordItem[];
  range: { first: string; last: string };
  typed: Record<string, string>;
  errors: FieldErrors;
  notice: MessageKey | undefined;
};

export function AttendanceOfPersonPage({ view, id, days, records, range, typed, errors, notice }: Props) {
  const { t } = view;
  const path = `/admin/attendance/people/${id}`;
  return (
    <>
      <ErrorSummary view={view} errors={errors} />
      {notice && (
        <Notice tone="success" live>
          <p>{t(notice)}</p>
        </Notice>
      )}
      <p>
        <a href={`/admin/people/${id}`}>{t('attendance.account')}</a>
      </p>
      <Filters view={view} path={path}>
        <DayFilter name="from" label={t('admin.filter.from')} value={range.first} />
        <DayFilter name="to" label={t('admin.filter.to')} value={range.last} />
      </Filters>
      <div id="results">
        <h2>{t('attendance.days')}</h2>
        <DaysTable view={view} days={days} />
        <h2>{t('attendance.records')}</h2>
        <RecordsTable view={view} records={records} />
      </div>
      <h2>{t('attendance.add')}</h2>
      <Form view={view} action={path} novalidate>
        <CorrectionFields view={view} typed={typed} errors={errors} />
        <div class="actions">
          <Button>{t('attendance.add.submit')}</Button>
        </div>
      </Form>
      <p class="hint">{t('attendance.zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}</p>
    </>
  );
}
