/** The overview: counts, and charts of the last days. */
import type { MessageKey, Vars } from '../../src/i18n/index.ts';
import { Card } from '../parts/card.tsx';
import { formatNumber } from '../parts/format.ts';
import { Notice } from '../parts/notice.tsx';
import type { View } from '../view.ts';
import { type Day, DaysChart } from './charts/days.tsx';
import { type ScoreBin, ScoresChart, type Threshold } from './charts/scores.tsx';
import { reasonLabel } from './labels.ts';
import { hrefWith } from './table.tsx';
import { type WizardProgress, WizardReminder } from './wizard/steps.tsx';

export type Charts = {
  /** How many days back. */
  range: number;
  days: Day[];
  bins: ScoreBin[];
  /** Width of a column of scores. */
  width: number;
  thresholds: Threshold[];
  reasons: { reason: string; amount: number }[];
  recognizer: string;
};

export type OverviewProps = {
  view: View;
  people: { people: number; enrolled: number; disabled: number; admins: number; sessions: number };
  /** Of the last 24 hours. */
  attempts: { accepted: number; refused: number };
  charts: Charts;
  /** The limits of the server as it is set up or as it runs. */
  warnings: { key: MessageKey; vars?: Vars }[];
  ranges: readonly number[];
  /** Steps of the set-up that are left. */
  setup?: WizardProgress | undefined;
};

function Figure({ view, label, value }: { view: View; label: MessageKey; value: number }) {
  return (
    <div class="figure">
      <dt>{view.t(label)}</dt>
      <dd>{formatNumber(view.locale, value)}</dd>
    </div>
  );
}

/** Links that swap only the charts. */
function Ranges({ view, ranges, range }: { view: View; ranges: readonly number[]; range: number }) {
  const { t } = view;
  return (
    <nav class="ranges" aria-label={t('admin.chart.range')}>
      {ranges.map((days) => (
        <a
          href={`/admin?days=${days}`}
          aria-current={days === range ? 'true' : undefined}
          hx-get={`/admin?days=${days}`}
          hx-target="#charts"
          hx-select="#charts"
          hx-swap="outerHTML show:none"
          hx-push-url="true"
        >
          {t('admin.chart.range.days', { days })}
        </a>
      ))}
    </nav>
  );
}

function Reasons({ view, charts }: { view: View; charts: Charts }) {
  const most = Math.max(1, ...charts.reasons.map(({ amount }) => amount));
  return (
    <ul class="bars">
      {charts.reasons.map(({ reason, amount }) => (
        <li>
          <a href={hrefWith('/admin/attempts', { reason })}>{reasonLabel(view, reason)}</a>
          <span>{formatNumber(view.locale, amount)}</span>
          <progress max={most} value={amount} aria-label={reasonLabel(view, reason)} />
        </li>
      ))}
    </ul>
  );
}

function Warnings({ view, warnings }: Pick<OverviewProps, 'view' | 'warnings'>) {
  const { t } = view;
  if (warnings.length === 0) return null;
  return (
    <Notice tone="warning">
      <ul class="warnings">
        {warnings.map(({ key, vars }) => (
          <li>{t(key, vars)}</li>
        ))}
      </ul>
      <p>
        <a href="/admin/doctor">{t('doctor.title')}</a>
      </p>
    </Notice>
  );
}

export function OverviewPage({ view, people, attempts, charts, ranges, warnings, setup }: OverviewProps) {
  const { t } = view;
  const nothing = <p class="empty">{t('admin.chart.none')}</p>;
  const any = charts.days.some(({ accepted, refused }) => accepted + refused > 0);
  return (
    <>
      {setup && <WizardReminder view={view} progress={setup} />}
      <dl class="figures">
        <Figure view={view} label="admin.count.people" value={people.people} />
        <Figure view={view} label="admin.count.enrolled" value={people.enrolled} />
        <Figure view={view} label="admin.count.sessions" value={people.sessions} />
        <Figure view={view} label="admin.count.accepted" value={attempts.accepted} />
        <Figure view={view} label="admin.count.refused" value={attempts.refused} />
        <Figure view={view} label="admin.count.admins" value={people.admins} />
        <Figure view={view} label="admin.count.disabled" value={people.disabled} />
      </dl>
      <Warnings view={view} warnings={warnings} />
      <div id="charts">
        <Ranges view={view} ranges={ranges} range={charts.range} />
        <div class="cards">
          <Card id="days" title={t('admin.chart.days')}>
            {any ? <DaysChart view={view} days={charts.days} /> : nothing}
          </Card>
          <Card id="scores" title={t('admin.chart.scores')}>
            {charts.bins.length > 0 ? <ScoresChart view={view} {...charts} /> : nothing}
            <p class="hint">{t('admin.chart.scores.hint', { recognizer: charts.recognizer })}</p>
          </Card>
          <Card id="reasons" title={t('admin.chart.reasons')}>
            {charts.reasons.length > 0 ? <Reasons view={view} charts={charts} /> : nothing}
          </Card>
        </div>
      </div>
    </>
  );
}
