/**
 * A gallery of embeddings. It has one row for each person, the mean of the person's templates, which misses fewer
 * people than the best template does (docs/accuracy.md). A search first compares every row coarsely with one centre
 * taken off, then the best few rows with all centres. The true score is never higher than the first one, so in effect
 * the search misses nobody.
 */
import type { Candidate } from '../../../biometrics/observation.ts';
import { keepBest } from '../best.ts';
import type { Index } from '../recognizer.ts';
import { alongCentres, type Centre, lowestScore, scoreLess } from './centres.ts';
import { createPeople, type People } from './people.ts';

/** A probe, with its products with the shipped centres (`along`) and with the gallery's own centre (`alongOwn`). */
type Measured = { probe: Float32Array; along: Float32Array; own: Centre | undefined; alongOwn: number };

/** Scores rows against probes. */
function createScorer({ rows, along, ownCentre }: People, shipped: readonly Centre[]) {
  /** The last probe: callers often verify one probe against many people. */
  let latest: Measured | undefined;

  return {
    /** Call it after each change of the gallery, which moves the gallery's own centre. */
    forget(): void {
      latest = undefined;
    },
    measure(probe: Float32Array): Measured {
      if (latest?.probe === probe) return latest;
      const own = ownCentre();
      const alongOwn = own ? alongCentres(probe, [own])[0]! : 0;
      latest = { probe, along: alongCentres(probe, shipped), own, alongOwn };
      return latest;
    },
    /** The score of a row. A score of `least` or less may come out higher than it is, but not above `least`. */
    score(row: number, measured: Measured, least = Number.NEGATIVE_INFINITY): number {
      const { probe, own, alongOwn } = measured;
      const product = rows.score(row, probe);
      const { values, start } = along.at(row);
      const score = shipped.length > 0 || !own ? lowestScore(product, measured.along, values, shipped, start) : 1;
      if (!own || score <= least) return score;
      return Math.min(score, scoreLess(product, alongOwn, rows.score(row, own.vector), own.square));
    },
  };
}

/**
 * An empty index of unit vectors.
 * @param dimensions of each vector. @param shipped centres to take off, besides the gallery's own.
 */
export function createEmbeddingIndex(dimensions: number, shipped: readonly Centre[] = []): Index<Float32Array> {
  const people = createPeople(dimensions, shipped);
  const { rows, owners } = people;
  const scorer = createScorer(people, shipped);

  function candidate(row: number, score: number): Candidate {
    const { userId, templateId } = owners.at(row);
    return { userId, templateId, score };
  }

  return {
    put(userId, references) {
      scorer.forget();
      const row = owners.rowOf(userId);
      if (row !== undefined) people.remove(row);
      if (references.length > 0) people.add(userId, references);
    },
    search(probe, top) {
      const best: Candidate[] = [];
      const measured = scorer.measure(probe);
      for (const row of rows.nearest(probe)) {
        const least = best.length === top ? best[top - 1]!.score : Number.NEGATIVE_INFINITY;
        const score = scorer.score(row, measured, least);
        if (score > least) keepBest(best, candidate(row, score), top);
      }
      return best;
    },
    verify(probe, userId) {
      const row = owners.rowOf(userId);
      return row === undefined ? undefined : candidate(row, scorer.score(row, scorer.measure(probe)));
    },
    referenceOf(userId) {
      const row = owners.rowOf(userId);
      return row === undefined ? undefined : rows.read(row, new Float32Array(dimensions));
    },
    counts: owners.counts,
  };
}
