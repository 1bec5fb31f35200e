/** All kiosks with their state. */
import { ButtonLink } from '../../parts/button.tsx';
import { formatTime } from '../../parts/format.ts';
import { Notice } from '../../parts/notice.tsx';
import type { View } from '../../view.ts';
import { Cell, Results } from '../table.tsx';

export type KioskState = 'waiting' | 'code' | 'on' | 'stopped' | 'away';
export type Trouble = 'no-people' | 'too-many-people' | 'no-networks';

type KioskRow = {
  kiosk: {
    id: string;
    name: string;
    group: string | null;
    attendance: 'none' | 'in' | 'out' | 'turns';
    lastSeenAt: Date | null;
  };
  state: KioskState;
  people: number;
  trouble?: Trouble;
};

type KiosksPageProps = { view: View; rows: readonly KioskRow[]; removed: boolean };

const TONES: Record<KioskState, string> = {
  waiting: 'tag',
  code: 'tag tag-hint',
  on: 'tag tag-success',
  stopped: 'tag tag-error',
  away: 'tag tag-error',
};

export function StateTag({ view, state }: { view: View; state: KioskState }) {
  return <span class={TONES[state]}>{view.t(`kiosks.state.${state}`)}</span>;
}

function Row({ view, row, heads }: { view: View; row: KioskRow; heads: readonly string[] }) {
  const { t, locale } = view;
  const { kiosk, state, people, trouble } = row;
  const [name, is, seen, group, does] = heads as [string, string, string, string, string];
  return (
    <tr>
      <Cell label={name}>
        <a href={`/admin/kiosks/${kiosk.id}`}>{kiosk.name}</a>
      </Cell>
      <Cell label={is}>
        <StateTag view={view} state={state} />
        {trouble && <span class="muted small key-made">{t(`kiosk.trouble.${trouble}`)}</span>}
      </Cell>
      <Cell label={seen}>{kiosk.lastSeenAt ? formatTime(locale, kiosk.lastSeenAt) : '–'}</Cell>
      <Cell label={group}>
        {kiosk.group === null
          ? t('kiosks.group.none')
          : t('kiosks.group.members', { group: kiosk.group, members: people })}
      </Cell>
      <Cell label={does}>{t(`kiosks.attendance.${kiosk.attendance}`)}</Cell>
    </tr>
  );
}

export function KiosksPage({ view, rows, removed }: KiosksPageProps) {
  const { t } = view;
  const heads = [t('kiosks.name'), t('kiosks.state'), t('kiosks.seen'), t('kiosks.group'), t('kiosks.does')];
  return (
    <>
      {removed && (
        <Notice tone="success" live>
          <p>{t('kiosks.done.removed')}</p>
        </Notice>
      )}
      <p>{t('kiosks.lead')}</p>
      <p>
        <ButtonLink href="/admin/kiosks/new">{t('kiosks.add')}</ButtonLink>
      </p>
      <Results
        view={view}
        stacked
        label={t('kiosks.title')}
        columns={heads}
        none={t('kiosks.none')}
        rows={rows.map((row) => <Row view={view} row={row} heads={heads} />)}
      />
    </>
  );
}
