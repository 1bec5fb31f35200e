/** Sign-in attempts by face, the newest first. */
import { REASONS } from '../../../src/biometrics/reasons.ts';
import { formatTime } from '../../parts/format.ts';
import type { View } from '../../view.ts';
import { ChoiceFilter, DayFilter, TextFilter } from '../filter.tsx';
import { challengeLabel, type Outcome, outcomeLabel, reasonLabel, scoreText } from '../labels.ts';
import { Cell, Filters, hrefWith, Results } from '../table.tsx';

export type AttemptItem = {
  id: string;
  openedAt: Date;
  outcome: Outcome;
  reason: string | null;
  mode: 'identification' | 'device' | 'verification';
  bestScore: number | null;
  liveness: Record<string, number | string | boolean> | null;
  frames: number;
  userId: string | null;
  username: string | null;
  claimedUserId: string | null;
  claimedName: string | null;
};

export type AttemptFilterValues = {
  outcome: string;
  reason: string;
  mode: string;
  person: string;
  from: string;
  to: string;
};

const PATH = '/admin/attempts';

function OutcomeTag({ view, outcome }: { view: View; outcome: Outcome }) {
  const tone = outcome === 'accepted' ? ' tag-success' : outcome === null ? '' : ' tag-hint';
  return <span class={`tag${tone}`}>{outcomeLabel(view, outcome)}</span>;
}

/** Who signed in or was recognised, else whose name was given. */
function Whom({ view, row }: { view: View; row: AttemptItem }) {
  const [id, name] = row.userId ? [row.userId, row.username] : [row.claimedUserId, row.claimedName];
  if (id && name) return <a href={`/admin/people/${id}`}>{name}</a>;
  return (
    <span class="muted">{view.t(row.mode === 'verification' ? 'admin.attempt.no-name' : 'admin.attempt.unknown')}</span>
  );
}

function cues(view: View, row: AttemptItem): string {
  const { passive, challenge } = row.liveness ?? {};
  const parts = [typeof passive === 'number' ? passive.toFixed(2) : '', challengeLabel(view, challenge)];
  return parts.filter(Boolean).join(', ') || '–';
}

function headsOf({ t }: View) {
  return {
    time: t('admin.attempt.time'),
    outcome: t('admin.attempt.outcome'),
    whom: t('admin.attempt.person'),
    score: t('admin.attempt.score'),
    liveness: t('admin.attempt.liveness'),
    frames: t('admin.attempt.frames'),
  };
}

type TableProps = {
  view: View;
  rows: AttemptItem[];
  none: string;
  next?: string | undefined;
  first?: string | undefined;
  id?: 'results';
  csv?: string;
};

export function AttemptTable({ view, rows, ...rest }: TableProps) {
  const heads = headsOf(view);
  return (
    <Results
      view={view}
      label={view.t('admin.attempts')}
      columns={Object.values(heads)}
      {...rest}
      rows={rows.map((row) => (
        <tr>
          <Cell label={heads.time}>
            <a href={`${PATH}/${row.id}`}>{formatTime(view.locale, row.openedAt)}</a>
          </Cell>
          <Cell label={heads.outcome}>
            <OutcomeTag view={view} outcome={row.outcome} /> {reasonLabel(view, row.reason)}
          </Cell>
          <Cell label={heads.whom}>
            <Whom view={view} row={row} />
          </Cell>
          <Cell label={heads.score}>{scoreText(row.bestScore)}</Cell>
          <Cell label={heads.liveness}>{cues(view, row)}</Cell>
          <Cell label={heads.frames}>{row.frames}</Cell>
        </tr>
      ))}
    />
  );
}

export type AttemptsPageProps = {
  view: View;
  rows: AttemptItem[];
  filter: AttemptFilterValues;
  /** Whether this is not the first page, and where the next one begins. */
  later: boolean;
  next?: string;
};

export function AttemptsPage({ view, rows, filter, later, next }: AttemptsPageProps) {
  const { t } = view;
  const outcomes = (['accepted', 'refused', 'open'] as const).map((value) => ({
    value,
    label: t(`admin.outcome.${value}`),
  }));
  const modes = (['identification', 'device', 'verification'] as const).map((value) => ({
    value,
    label: t(`admin.mode.${value}`),
  }));
  const reasons = REASONS.map((value) => ({ value, label: t(`reason.${value}`) }));
  return (
    <>
      <Filters view={view} path={PATH}>
        <ChoiceFilter
          view={view}
          name="outcome"
          label={t('admin.attempt.outcome')}
          value={filter.outcome}
          choices={outcomes}
        />
        <ChoiceFilter
          view={view}
          name="reason"
          label={t('admin.attempt.reason')}
          value={filter.reason}
          choices={reasons}
        />
        <ChoiceFilter view={view} name="mode" label={t('admin.attempt.mode')} value={filter.mode} choices={modes} />
        <TextFilter name="person" label={t('label.username')} value={filter.person} />
        <DayFilter name="from" label={t('admin.filter.from')} value={filter.from} />
        <DayFilter name="to" label={t('admin.filter.to')} value={filter.to} />
      </Filters>
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
