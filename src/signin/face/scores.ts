/** Scores the last frame of a sign-in with the recognizers that did not decide. */
import type { Observation } from '../../biometrics/observation.ts';
import type { Queryable } from '../../db/open.ts';
import type { Deps } from '../../deps.ts';
import { decryptTemplate } from '../../faces/load.ts';
import { readTemplates } from '../../faces/templates.store.ts';
import { causeOf } from '../../log.ts';
import { scoreEncoded } from '../../vision/recognizers/encoded.ts';

/**
 * Scores by recognizer, against that person's templates alone. They show an operator how another recognizer would do.
 * A failure goes to the log and never prevents the sign-in.
 */
export async function otherScores(
  tx: Queryable,
  { keys, log }: Pick<Deps, 'keys' | 'log'>,
  userId: string,
  { probes = [] }: Observation,
): Promise<Record<string, number>> {
  if (probes.length === 0) return {};
  const rows = await readTemplates(tx, userId);
  try {
    const scores = probes.flatMap((probe) => {
      const own = rows.filter(({ recognizer }) => recognizer === probe.recognizer);
      const score = scoreEncoded(
        probe,
        own.map((row) => decryptTemplate(row, keys)),
      );
      return score === undefined ? [] : [[probe.recognizer, score] as const];
    });
    return Object.fromEntries(scores);
  } catch (error) {
    log.warn('The other recognizers could not score a sign-in', { cause: causeOf(error) });
    return {};
  }
}
