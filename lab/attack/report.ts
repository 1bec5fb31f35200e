/** The result of attempts with photographs, in words for the terminal and as JSON. */
import type { Rate } from '../../src/biometrics/rates/pad.ts';
import { percent, table } from '../evaluate/report.ts';
import { STRATEGIES, type Strategy } from './motion.ts';
import type { AttackResult, Tally } from './run.ts';

const HEAD = [
  'photo',
  'attacker',
  'attempts',
  'first movement made',
  'passed',
  'passing at most',
  'depth as to enroll',
  'clip enrolled',
];

function hits({ hits, rate }: Rate): string {
  return hits === 0 ? '0' : `${hits} (${percent(rate)})`;
}

function row(file: string, strategy: Strategy, { tries, begun, passed, depth, enrolled }: Tally): string[] {
  return [file, strategy, `${tries}`, hits(begun), hits(passed), percent(passed.high), hits(depth), hits(enrolled)];
}

function framesLine(strategy: Strategy, { frames, judged, nods, turns, turnsOfHead }: Tally): string {
  const turned = `${turns} with a turn, ${turnsOfHead} of these as a head turns`;
  return `${strategy}: ${frames} frames, ${judged} judged by the challenge, ${turned}; ${nods} with a nod.`;
}

/** The result in Markdown. */
export function attackReport({ photos, all, seed, seconds }: AttackResult): string {
  const rows = photos.flatMap((photo) => STRATEGIES.map((strategy) => row(photo.file, strategy, photo[strategy])));
  const sums = photos.length > 1 ? STRATEGIES.map((strategy) => row('all', strategy, all[strategy])) : [];
  return [
    `Photographs: ${photos.length}, before a simulated camera, seed ${seed}.`,
    'At most: the upper end of the 95 % interval (Clopper-Pearson). Whose face it is and passive liveness do not count, nor do they for the clips of 3 s.',
    '',
    ...table(HEAD, [...rows, ...sums]),
    '',
    ...STRATEGIES.map((strategy) => framesLine(strategy, all[strategy])),
    `It took ${seconds.toFixed(1)} s.`,
    '',
  ].join('\n');
}

/** The result as it is written to a file: the counts, and everything that a repetition needs. */
export function attackJson({ photos, all, seed, seconds }: AttackResult): Record<string, unknown> {
  return { protocol: 'attack-sim', seed, photos, all, seconds };
}
