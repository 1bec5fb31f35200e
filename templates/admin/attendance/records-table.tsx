/** The records of one person, those that do not count, too. */
import { formatTime } from '../../parts/format.ts';
import type { View } from '../../view.ts';
import { Cell, Results } from '../table.tsx';

export type RecordItem = {
  id: string;
  userId: string;
  displayName: string;
  direction: 'in' | 'out';
  at: Date;
  source: 'kiosk' | 'correction';
  place: string;
  correctedBy: string | null;
  reason: string | null;
  voidedAt: Date | null;
  voidedBy: string | null;
  voidReason: string | null;
};

/** Where a record comes from. */
export function originText({ t }: View, { source, place, correctedBy, reason }: RecordItem): string {
  if (source === 'kiosk') return t('attendance.from.kiosk', { place });
  return t('attendance.from.correction', { name: correctedBy ?? '–', reason: reason ?? '' });
}

export function RecordsTable({ view, records }: { view: View; records: RecordItem[] }) {
  const { t, locale } = view;
  const heads = [t('attendance.time'), t('attendance.direction'), t('attendance.from'), t('attendance.correct')];
  const [time, direction, from, correct] = heads as [string, string, string, string];
  return (
    <Results
      view={view}
      stacked
      label={t('attendance.records')}
      columns={heads}
      none={t('attendance.records.none')}
      rows={records.map((row) => (
        <tr>
          <Cell label={time}>
            {row.voidedAt ? <del>{formatTime(locale, row.at)}</del> : formatTime(locale, row.at)}
          </Cell>
          <Cell label={direction}>{t(`attendance.${row.direction}`)}</Cell>
          <Cell label={from}>
            {originText(view, row)}
            {row.voidedAt && (
              <span class="small">
                {' '}
                {t('attendance.voided', { name: row.voidedBy ?? '–', reason: row.voidReason ?? '' })}
              </span>
            )}
          </Cell>
          <Cell label="">
            {!row.voidedAt && (
              <a
                href={`/admin/attendance/records/${row.id}`}
                aria-label={t('attendance.correct-one', { time: formatTime(locale, row.at) })}
              >
                {correct}
              </a>
            )}
          </Cell>
        </tr>
      ))}
    />
  );
}
