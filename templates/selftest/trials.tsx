/** The results of the tries so far: error rates for each kind. */
import { type Rate, rateOf } from '../../src/biometrics/rates/pad.ts';
import { TRIAL_KINDS, type TrialKind } from '../../src/biometrics/session/trial.ts';
import { Cell, Results } from '../admin/table.tsx';
import { formatNumber, formatShare } from '../parts/format.ts';
import type { View } from '../view.ts';

export type Tally = { tries: number; passed: number; noFace: number; byNetworks: number; byMovements: number };
/** `others`: tries made under checks other than the present ones. */
export type Tallies = { kinds: Record<TrialKind, Tally>; others: number };

/** Tries of each kind that the page asks for. */
export const GOAL = 20;

/** Id of the element that shows how many tries of a kind are done. */
export function doneId(kind: TrialKind): string {
  return `trial-done-${kind}`;
}

export function doneText({ t, locale }: View, { tries }: Tally): string {
  const done = formatNumber(locale, tries);
  return tries > GOAL ? t('trial.done.more', { done }) : t('trial.done', { done, goal: GOAL });
}

/** The error rate of a kind: attacks that passed, or own tries that did not. */
function errorRate(kind: TrialKind, { tries, passed }: Tally): Rate {
  return rateOf(kind === 'person' ? tries - passed : passed, tries);
}

function RateCells({ view, kind, tally }: { view: View; kind: TrialKind; tally: Tally }) {
  const { t, locale } = view;
  const rate = errorRate(kind, tally);
  const name = kind === 'person' ? 'bpcer' : 'apcer';
  const share = (value: number) => formatShare(locale, value);
  return (
    <>
      <Cell label={t('trial.col.rate')}>{t(`trial.rate.${name}`, { rate: share(rate.rate) })}</Cell>
      <Cell label={t('trial.col.interval')}>
        {t('trial.rate.interval', { low: share(rate.low), high: share(rate.high) })}
      </Cell>
    </>
  );
}

function refusers({ t, locale }: View, { byNetworks, byMovements }: Tally): string {
  const counts = { networks: byNetworks, movements: byMovements };
  const told = (['networks', 'movements'] as const)
    .filter((name) => counts[name] > 0)
    .map((name) => t(`trial.by.${name}`, { count: formatNumber(locale, counts[name]) }));
  return told.join(', ') || '–';
}

const COLUMNS = ['kind', 'tries', 'passed', 'no-face', 'rate', 'interval', 'by'] as const;

function TrialRow({ view, kind, tally }: { view: View; kind: TrialKind; tally: Tally }) {
  const { t, locale } = view;
  const number = (value: number) => formatNumber(locale, value);
  return (
    <tr data-kind={kind}>
      <Cell label={t('trial.col.kind')}>{t(`trial.kind.${kind}`)}</Cell>
      <Cell label={t('trial.col.tries')}>{number(tally.tries)}</Cell>
      <Cell label={t('trial.col.passed')}>{number(tally.passed)}</Cell>
      <Cell label={t('trial.col.no-face')}>{number(tally.noFace)}</Cell>
      <RateCells view={view} kind={kind} tally={tally} />
      <Cell label={t('trial.col.by')}>{refusers(view, tally)}</Cell>
    </tr>
  );
}

/** `#trials`: all tries so far. Each try swaps it as a whole. */
export function TrialTable({ view, tallies }: { view: View; tallies: Tallies }) {
  const { t, locale } = view;
  const tried = TRIAL_KINDS.filter((kind) => tallies.kinds[kind].tries > 0);
  return (
    <div id="trials">
      <Results
        view={view}
        label={t('trial.results')}
        columns={COLUMNS.map((name) => t(`trial.col.${name}`))}
        rows={tried.map((kind) => <TrialRow view={view} kind={kind} tally={tallies.kinds[kind]} />)}
        none={t('trial.none')}
      />
      {tallies.others > 0 && (
        <p class="hint">{t('trial.other-checks', { count: formatNumber(locale, tallies.others) })}</p>
      )}
    </div>
  );
}

/** The parts of the page that count a try. htmx takes them out of the answer and swaps each one by itself. */
export function TrialCounts({ view, kind, tallies }: { view: View; kind: TrialKind; tallies: Tallies }) {
  return (
    <>
      <hx-partial hx-target={`#${doneId(kind)}`} hx-swap="textContent">
        {doneText(view, tallies.kinds[kind])}
      </hx-partial>
      <hx-partial hx-target="#trials" hx-swap="outerHTML">
        <TrialTable view={view} tallies={tallies} />
      </hx-partial>
    </>
  );
}
