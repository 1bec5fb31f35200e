/** Attempts as a table, for the page of attempts and that of one person. */
import { formatTime } from '../../parts/format.ts';
import type { View } from '../../view.ts';
import { challengeLabel, type Outcome, outcomeLabel, reasonLabel, scoreText } from '../labels.ts';
import { PersonLink } from '../person-link.tsx';
import { Cell, Results } from '../table.tsx';

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
  /** The accounts between which the face was not clear; empty for any other reason. */
  rivals: { id: string; name: string }[];
};

export const PATH = '/admin/attempts';

function OutcomeTag({ view, outcome }: { view: View; outcome: Outcome }) {
  const tone = outcome === 'accepted' ? ' tag-success' : outcome === null ? '' : ' tag-hint';
  return <span class={`tag${tone}`}>{outcomeLabel(view, outcome)}</span>;
}

/** The accounts between which a face was not clear: each by name. */
export function Rivals({ view, rivals }: { view: View; rivals: AttemptItem['rivals'] }) {
  return (
    <>
      {rivals.map(({ id, name }, index) => (
        <>
          {index > 0 && view.t('admin.attempt.or')}
          <PersonLink id={id} name={name} />
        </>
      ))}
    </>
  );
}

/** The person who signed in or was recognised, else those who are alike, else the one whose name was given. */
function Whom({ view, row }: { view: View; row: AttemptItem }) {
  if (!row.userId && row.rivals.length > 0) return <Rivals view={view} rivals={row.rivals} />;
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
