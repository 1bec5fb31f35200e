/** What the challenge costs people who do as they are asked, in words for the terminal and as JSON. */
import { percent, table } from '../report.ts';
import { type ChallengeResult, type Cooperation, FRAME_SECONDS } from './challenge.ts';
import { REACTION_SECONDS } from './user.ts';

const HEAD = ['clip', 'shows', 'user', 'tries', 'passed', 'median', '90 % within'];

function seconds(value: number | undefined): string {
  return value === undefined ? '' : `${value.toFixed(1)} s`;
}

function row(file: string, shows: string, { habit, passed, median, most90 }: Cooperation): string[] {
  return [file, shows, habit, `${passed.trials}`, percent(passed.rate), seconds(median), seconds(most90)];
}

function rowsOf({ file, moves, mirrored, habits }: ChallengeResult['people'][number]): string[][] {
  const shows = moves.map((move) => (move === mirrored ? `${move} (mirrored)` : move)).join(', ') || 'no movement';
  if (habits.length === 0) return [[file, shows, 'cannot be asked', '', '', '', '']];
  return habits.map((cooperation) => row(file, shows, cooperation));
}

/** The result in Markdown. */
export function challengeReport({ people, all, seed }: ChallengeResult): string {
  const { least, most } = REACTION_SECONDS;
  return [
    `People in clips before the challenge, seed ${seed}. Seconds from the answer that asks first to the answer that ends it.`,
    `Reaction ${least} to ${most} s, a frame's answer ${FRAME_SECONDS} s; whose face it is and passive liveness do not count.`,
    '',
    ...table(HEAD, [...people.flatMap(rowsOf), ...all.map((cooperation) => row('all', '', cooperation))]),
    '',
  ].join('\n');
}

/** The result as it is written to a file, with everything that a repetition needs. */
export function challengeJson(result: ChallengeResult): Record<string, unknown> {
  return { protocol: 'challenge', reactionSeconds: REACTION_SECONDS, frameSeconds: FRAME_SECONDS, ...result };
}
