/** Who was there on which days. */
import type { View } from '../../view.ts';
import { DayFilter, TextFilter } from '../filter.tsx';
import { Filters, hrefWith } from '../table.tsx';
import { type DayItem, DaysTable } from './days-table.tsx';

const PATH = '/admin/attendance';

type Props = { view: View; days: DayItem[]; range: { first: string; last: string }; person: string };

export function AttendancePage({ view, days, range, person }: Props) {
  const { t } = view;
  const shown = { from: range.first, to: range.last, person };
  return (
    <>
      <p>{t('attendance.about')}</p>
      <Filters view={view} path={PATH}>
        <DayFilter name="from" label={t('admin.filter.from')} value={range.first} />
        <DayFilter name="to" label={t('admin.filter.to')} value={range.last} />
        <TextFilter name="person" label={t('label.username')} value={person} />
      </Filters>
      <DaysTable view={view} days={days} names id="results" csv={hrefWith(`${PATH}.csv`, shown)} />
      <p>
        <a href={hrefWith(`${PATH}-records.csv`, shown)}>{t('attendance.records.csv')}</a>
      </p>
      <p class="hint">{t('attendance.zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}</p>
    </>
  );
}
