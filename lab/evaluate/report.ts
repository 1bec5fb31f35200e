/** A result in words and Markdown tables, for the terminal and for `docs/accuracy.md`. */
import type { Result } from './result.ts';

/** A share in percent. Rare events get more digits than common ones. */
export function percent(share: number): string {
  if (share === 0 || share === 1) return `${share * 100} %`;
  if (share >= 0.1) return `${(share * 100).toFixed(share < 0.98 ? 1 : 2)} %`;
  return `${(share * 100).toFixed(Math.min(6, Math.max(2, 1 - Math.floor(Math.log10(share * 100)))))} %`;
}

export function range(low: number, high: number): string {
  return `${percent(low)} to ${percent(high)}`;
}

export function rateName(rate: number): string {
  return rate.toExponential(Number.isInteger(Number(rate.toExponential().split('e')[0])) ? 0 : 1);
}

export function count(number: number): string {
  return number.toLocaleString('en-US');
}

function listOf(problems: Result['failures']): string {
  const list = Object.entries(problems).map(([problem, images]) => `${images} ${problem}`);
  return list.length === 0 ? 'none' : list.join(', ');
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

/** Says in a line or two what was looked at. */
function introduction(result: Result): string[] {
  const { recognizer, protocol, people, enroll, draws, folds, gate, images, failures, poor } = result;
  const what = [
    `${recognizer}, ${protocol}`,
    ...(folds ? [`folds ${folds.join(', ')}`] : []),
    ...(enroll ? [`${people} people with ${enroll} templates each, ${draws} draws`] : []),
    `${count(images)} images`,
  ];
  return [
    `${what.join(', ')}.`,
    `Failures to acquire: ${listOf(failures)}.${gate ? '' : ` Kept, though sign-in would refuse them: ${listOf(poor)}.`}`,
    '',
  ];
}

/** An FMR as text. Where it is less than one comparison, the threshold lies above every impostor score: it says so. */
function fmrName(fmr: number, comparisons: number): string {
  return fmr * comparisons < 1 ? `${rateName(fmr)} (none of ${count(comparisons)})` : rateName(fmr);
}

function pointsTable({ operatingPoints, impostor, protocol }: Result): string[] {
  const rows = operatingPoints.map(({ fmr, threshold, fnmr, fnmrLow, fnmrHigh }) => [
    fmrName(fmr, impostor),
    threshold.toFixed(5),
    ...(protocol === 'pairs' ? [percent(1 - fnmr)] : []),
    percent(fnmr),
    range(fnmrLow, fnmrHigh),
  ]);
  const tar = protocol === 'pairs' ? ['TAR'] : [];
  return [...table(['FMR', 'threshold', ...tar, 'FNMR', '95 % interval'], rows), ''];
}

function searchTable({ identification = [] }: Result): string[] {
  if (identification.length === 0) return [];
  const rows = identification.map(({ fpir, fnir, threshold, fnirLow, fnirHigh }) => [
    rateName(fpir),
    threshold.toFixed(5),
    percent(fnir),
    range(fnirLow, fnirHigh),
  ]);
  return [
    'Search among half of the people, the others being strangers:',
    '',
    ...table(['FPIR', 'threshold', 'FNIR', '95 % interval'], rows),
    '',
  ];
}

function calibratedTable({ calibrated = [] }: Result): string[] {
  if (calibrated.length === 0) return [];
  const rows = calibrated.map((row) => [
    rateName(row.promised),
    row.threshold.toFixed(5),
    `${row.fmr === 0 ? '0' : row.fmr.toExponential(1)} (${count(row.matches)})`,
    percent(row.fnmr),
    range(row.fnmrLow, row.fnmrHigh),
  ]);
  return [
    'At the calibrated thresholds:',
    '',
    ...table(['calibrated FMR', 'threshold', 'FMR here', 'FNMR here', '95 % interval'], rows),
    '',
  ];
}

/** How often sign-in would have decided otherwise: it looks twice only where that may matter. */
function glancesLines({ glances = [] }: Result): string[] {
  if (glances.length === 0) return [];
  const [first, last] = [glances[0]!, glances.at(-1)!];
  const sum = (name: 'comparisons' | 'again' | 'differ') => glances.reduce((total, point) => total + point[name], 0);
  return [
    `Sign-in looks once at a face, and again where the score is near the threshold: in ${percent(sum('again') / sum('comparisons'))} of`,
    `these comparisons, at ${glances.length} thresholds from ${first.threshold.toFixed(5)} to ${last.threshold.toFixed(5)}. Of ${count(sum('comparisons'))} decisions ${count(sum('differ'))} differ from those by both looks.`,
    '',
  ];
}

/** The whole result, in words. */
export function report(result: Result): string {
  return [...introduction(result), ...rates(result)].join('\n');
}

/** The rates of a result, in words: all but what was looked at. */
export function rates(result: Result): string[] {
  const { genuine, impostor, accuracy, eer, seconds } = result;
  return [
    `${count(genuine)} genuine and ${count(impostor)} impostor comparisons.`,
    ...(accuracy === undefined ? [] : [`Accuracy, each fold at the threshold of the others: ${percent(accuracy)}.`]),
    ...(eer === null ? [] : [`Equal error rate: ${percent(eer)}.`]),
    '',
    ...(result.operatingPoints.length === 0 ? [] : pointsTable(result)),
    ...searchTable(result),
    ...calibratedTable(result),
    ...glancesLines(result),
    `It took ${seconds.toFixed(1)} s.`,
    '',
  ];
}
