/** Sign-in attempts by face, the newest first. */
import { REASONS } from '../../../src/biometrics/reasons.ts';
import type { View } from '../../view.ts';
import { ChoiceFilter, DayFilter, TextFilter } from '../filter.tsx';
import { Filters, hrefWith } from '../table.tsx';
import { type AttemptItem, AttemptTable, PATH } from './attempt-table.tsx';

export type AttemptFilterValues = {
  outcome: string;
  reason: string;
  mode: string;
  person: string;
  from: string;
  to: string;
};

export type AttemptsPageProps = {
  view: View;
  rows: AttemptItem[];
  filter: AttemptFilterValues;
  /** `later`: this is not the first page. `next`: where the next one begins. */
  later: boolean;
  next?: string;
};

const OUTCOMES = ['accepted', 'refused', 'open'] as const;
const MODES = ['identification', 'device', 'verification'] as const;

function AttemptFilters({ view, filter }: Pick<AttemptsPageProps, 'view' | 'filter'>) {
  const { t } = view;
  const outcomes = OUTCOMES.map((value) => ({ value, label: t(`admin.outcome.${value}`) }));
  const modes = MODES.map((value) => ({ value, label: t(`admin.mode.${value}`) }));
  const reasons = REASONS.map((value) => ({ value, label: t(`reason.${value}`) }));
  const choice = (name: 'outcome' | 'reason' | 'mode') => ({
    view,
    name,
    label: t(`admin.attempt.${name}`),
    value: filter[name],
  });
  return (
    <Filters view={view} path={PATH}>
      <ChoiceFilter {...choice('outcome')} choices={outcomes} />
      <ChoiceFilter {...choice('reason')} choices={reasons} />
      <ChoiceFilter {...choice('mode')} choices={modes} />
      <TextFilter name="person" label={t('label.username')} value={filter.person} />
      <DayFilter name="from" label={t('admin.filter.from')} value={filter.from} />
      <DayFilter name="to" label={t('admin.filter.to')} value={filter.to} />
    </Filters>
  );
}

export function AttemptsPage({ view, rows, filter, later, next }: AttemptsPageProps) {
  const { t } = view;
  return (
    <>
      <AttemptFilters view={view} filter={filter} />
      <AttemptTable
        view={view}
        rows={rows}
        none={t('admin.attempts.none')}
        id="results"
        csv={hrefWith(`${PATH}.csv`, filter)}
        first={later ? hrefWith(PATH, filter) : undefined}
        next={next && hrefWith(PATH, { ...filter, after: next })}
      />
      <p class="hint">{t('admin.filter.utc')}</p>
    </>
  );
}
