/** Days of presence: a line for each person and day. */
import type { Child } from 'hono/jsx';
import { formatDay } from '../../parts/format.ts';
import type { View } from '../../view.ts';
import { Cell, Results } from '../table.tsx';

export type DayItem = {
  userId: string;
  displayName: string;
  day: string;
  came: Date | null;
  went: Date | null;
  minutes: number;
  there: boolean;
  incomplete: number;
};

type Props = {
  view: View;
  days: DayItem[];
  /** Whether each line names the person. */
  names?: boolean;
  csv?: string;
  id?: 'results';
};

const two = (number: number) => String(number).padStart(2, '0');

/** The time of day; with the date where it is another day. */
function clockText(at: Date | null, day: string): string {
  if (!at) return '–';
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return day.endsWith(`-${two(at.getDate())}`) ? time : `${time} (+1)`;
}

const hoursText = (minutes: number) => `${Math.floor(minutes / 60)}:${two(minutes % 60)}`;

function State({ view, day }: { view: View; day: DayItem }): Child {
  const { t } = view;
  if (day.there) return <span class="tag tag-success">{t('attendance.there')}</span>;
  if (day.incomplete > 0) return <span class="tag tag-hint">{t('attendance.incomplete')}</span>;
  return <span class="muted">{t('attendance.complete')}</span>;
}

export function DaysTable({ view, days, names, csv, id }: Props) {
  const { t, locale } = view;
  const [day, person, came, went, hours, state] = [
    ...[t('attendance.day'), t('attendance.person'), t('attendance.came'), t('attendance.went')],
    ...[t('attendance.hours'), t('attendance.state')],
  ] as [string, string, string, string, string, string];
  return (
    <Results
      view={view}
      id={id}
      csv={csv}
      label={t('attendance.days')}
      columns={names ? [day, person, came, went, hours, state] : [day, came, went, hours, state]}
      none={t('attendance.none')}
      rows={days.map((one) => (
        <tr>
          <Cell label={day}>{formatDay(locale, one.day)}</Cell>
          {names && (
            <Cell label={person}>
              <a href={`/admin/attendance/people/${one.userId}`}>{one.displayName}</a>
            </Cell>
          )}
          <Cell label={came}>{clockText(one.came, one.day)}</Cell>
          <Cell label={went}>{clockText(one.went, one.day)}</Cell>
          <Cell label={hours}>{hoursText(one.minutes)}</Cell>
          <Cell label={state}>
            <State view={view} day={one} />
          </Cell>
        </tr>
      ))}
    />
  );
}
