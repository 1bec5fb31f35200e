/** After an accepted sign-in: what the recognizers that did not decide say of its last frame. */

import { and, eq, ne, sql } from 'drizzle-orm';
import { faceTemplates, loginAttempts } from '../db/schema.ts';
import type { Deps } from '../deps.ts';
import { causeOf } from '../log.ts';
import type { RecognizerId } from '../vision/recognizers/recognizer.ts';

/**
 * Scores the frame against the person's templates of the other recognizers, that person's alone, and adds the scores
 * to the attempt. An operator who thinks of switching sees how the other one would have done. It never stands in the
 * way of a sign-in: a failure is logged.
 */
export async function recordOtherScores(
  deps: Pick<Deps, 'db' | 'vision' | 'keys' | 'config' | 'log'>,
  input: { attemptId: string; userId: string; image: Uint8Array },
): Promise<void> {
  const { attemptId, userId, image } = input;
  try {
    const others = and(eq(faceTemplates.userId, userId), ne(faceTemplates.recognizer, deps.config.recognizer));
    const rows = await deps.db.select().from(faceTemplates).where(others);
    if (rows.length === 0) return;
    const templates = rows.map((row) => {
      const recognizer = row.recognizer as RecognizerId;
      const bytes = deps.keys.open({ userId, templateId: row.id, recognizer, version: row.version }, row);
      return { recognizer, version: row.version, bytes };
    });
    const found = await deps.vision.score(image, templates);
    const scores = Object.fromEntries(found.map(({ recognizer, score }) => [recognizer, score]));
    const merged = sql`coalesce(${loginAttempts.scores}, '{}'::jsonb) || ${JSON.stringify(scores)}::jsonb`;
    await deps.db.update(loginAttempts).set({ scores: merged }).where(eq(loginAttempts.id, attemptId));
  } catch (error) {
    deps.log.warn('The other recognizers could not score a sign-in', { cause: causeOf(error) });
  }
}
