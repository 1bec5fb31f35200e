/** An evaluation as Markdown, with 95 % intervals (Clopper-Pearson); `docs/accuracy.md` holds one. */
import { clopperPearson } from '../../biometrics/metrics.ts';
import type { Evaluation } from './evaluate.ts';

function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`;
}

/** Rare events need more digits than common ones. */
function rate({ hits, trials }: { hits: number; trials: number }): string {
  const digits = hits / trials < 0.001 ? 4 : 1;
  const [low, high] = clopperPearson(hits, trials);
  return `${percent(hits / trials, digits)} (${percent(low, digits)} to ${percent(high, digits)}; ${hits} of ${trials})`;
}

/** The tables of one evaluation, in Markdown. */
export function evaluationReport(evaluation: Evaluation): string {
  const { pairs, enrolled } = evaluation;
  return [
    `${evaluation.recognizer}, folds ${evaluation.folds.join(', ')}: ${evaluation.usable} of ${evaluation.images} images usable`,
    `(refused: ${JSON.stringify(evaluation.refused)}).`,
    '',
    `| ${pairs.genuine} genuine and ${pairs.impostor} impostor pairs | |`,
    '| --- | --- |',
    `| accuracy (threshold from the other fold) | ${percent(pairs.accuracy)} |`,
    `| equal error rate | ${percent(pairs.eer)} |`,
    ...pairs.tmr.map(({ fmr, tmr }) => `| true match rate at FMR ${percent(fmr)} | ${percent(tmr)} |`),
    '',
    '| calibrated FMR | threshold (score) | FMR measured here | FNMR of single pairs |',
    '| --- | --- | --- | --- |',
    ...evaluation.thresholds.map(
      (row) => `| ${row.calibratedFmr.toExponential(1)} | ${row.threshold} | ${rate(row.fmr)} | ${rate(row.fnmr)} |`,
    ),
    '',
    `${enrolled.people} people enrolled with ${enrolled.templates} templates each, at the strictest threshold ${enrolled.threshold}:`,
    `FNMR ${rate(enrolled.fnmr)}, FMR against a person ${rate(enrolled.fmr)}.`,
    '',
  ].join('\n');
}
