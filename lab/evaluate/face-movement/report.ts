/** The result of the challenge of eyes and mouth, in words for the terminal. */
import { percent, table } from '../report.ts';
import type { FaceMovementResult, Passing, PersonResult } from './measure.ts';
import { TRICKS } from './photographs.ts';

function shares({ passed, begun }: Passing): string[] {
  const { hits, trials, rate, low, high } = passed;
  return [`${hits} of ${trials}`, `${percent(rate)} (${percent(low)} to ${percent(high)})`, `${begun.hits}`];
}

function personRows({ file, shows, asked, recording }: PersonResult): string[][] {
  const seen = `${shows.eyes} blinks, ${shows.mouth} wide of ${shows.frames}`;
  const seconds = asked?.seconds === undefined ? '' : `${asked.seconds.toFixed(1)} s`;
  return [
    ...(asked ? [[file, seen, 'does as asked', ...shares(asked), seconds]] : []),
    [file, seen, 'as a recording', ...shares(recording), ''],
  ];
}

/** The result in Markdown. */
export function faceMovementReport({ people, photographs, tries, seed }: FaceMovementResult): string {
  const head = ['file', 'shows', 'tries', 'passed', 'rate, 95 % interval', 'made a movement', 'median'];
  const rows = TRICKS.flatMap((trick) =>
    photographs ? [['photographs', '', trick, ...shares(photographs[trick]), '']] : [],
  );
  return [
    `The challenge of eyes and mouth, seed ${seed}; ${tries} tries with each clip. Whose face it is and passive liveness do not count.`,
    '',
    ...table(head, [...people.flatMap(personRows), ...rows]),
    '',
  ].join('\n');
}
