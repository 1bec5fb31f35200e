/**
 * A gallery of embeddings: one row a person, the mean of their templates, which misses fewer people than the best of
 * them does (docs/accuracy.md). A search compares every row with one centre taken off, coarsely, and the best few with
 * all centres: the true score is no higher than the first one, so nobody is missed in effect.
 */
import type { Candidate } from '../../../biometrics/observation.ts';
import { keepBest } from '../best.ts';
import type { Index, Reference } from '../recognizer.ts';
import { unitLength } from './bytes.ts';
import { alongCentres, type Centre, createOwnCentre, lowestScore, middleOf, scoreLess } from './centres.ts';
import { createColumns } from './columns.ts';
import { createRows } from './rows.ts';

/** Writes the mean of some templates, of length 1, into `mean`. @throws {RangeError} where they cancel each other. */
function setMean(mean: Float32Array, references: readonly Reference<Float32Array>[]): void {
  mean.fill(0);
  for (const { template } of references) for (let i = 0; i < mean.length; i++) mean[i]! += template[i]!;
  unitLength(mean);
}

/** A person's row. */
type Owner = { userId: string; templateId: string; templates: number };
/** A probe, with its products with the shipped centres and with the gallery's own. */
type Measured = { probe: Float32Array; along: Float32Array; own: Centre | undefined; alongOwn: number };

/**
 * An empty index of unit vectors.
 * @param dimensions of each. @param shipped centres to take off, besides the gallery's own.
 */
export function createEmbeddingIndex(dimensions: number, shipped: readonly Centre[] = []): Index<Float32Array> {
  const middle = middleOf(shipped);
  const rows = createRows(dimensions, middle?.vector);
  /** Products of each row with the shipped centres. */
  const along = createColumns(shipped.length);
  const gallery = createOwnCentre(dimensions, middle);
  const owners: Owner[] = [];
  const rowOf = new Map<string, number>();
  /** Used again for each person: loading a large gallery would leave a heap of them. */
  const mean = new Float32Array(dimensions);
  const kept = new Float32Array(dimensions);
  let templates = 0;
  /** What was measured last: one probe is often verified with many. */
  let latest: Measured | undefined;

  function drop(userId: string): void {
    const row = rowOf.get(userId);
    if (row === undefined) return;
    templates -= owners[row]!.templates;
    gallery.count(rows.read(row, kept), -1);
    rows.remove(row);
    const last = owners.pop()!;
    along.copy(owners.length, row);
    if (row < owners.length) {
      owners[row] = last;
      rowOf.set(last.userId, row);
    }
    rowOf.delete(userId);
  }

  function measure(probe: Float32Array): Measured {
    if (latest?.probe === probe) return latest;
    const own = gallery.centre();
    const alongOwn = own ? alongCentres(probe, [own])[0]! : 0;
    latest = { probe, along: alongCentres(probe, shipped), own, alongOwn };
    return latest;
  }

  /** The score of a row; one that is not above `least` may come out higher than it is. */
  function scoreOf(row: number, { probe, along: mine, own, alongOwn }: Measured, least = Number.NEGATIVE_INFINITY) {
    const product = rows.score(row, probe);
    const { values, start } = along.at(row);
    const score = shipped.length > 0 || !own ? lowestScore(product, mine, values, shipped, start) : 1;
    if (!own || score <= least) return score;
    return Math.min(score, scoreLess(product, alongOwn, rows.score(row, own.vector), own.square));
  }

  function candidate(row: number, score: number): Candidate {
    const { userId, templateId } = owners[row]!;
    return { userId, templateId, score };
  }

  return {
    put(userId, references) {
      latest = undefined;
      drop(userId);
      if (references.length === 0) return;
      setMean(mean, references);
      const row = owners.length;
      rowOf.set(userId, row);
      rows.write(row, mean);
      // As it is kept, so that whoever leaves takes away just what they brought.
      gallery.count(rows.read(row, kept), 1);
      along.write(row, alongCentres(kept, shipped));
      owners.push({ userId, templateId: references[0]!.templateId, templates: references.length });
      templates += references.length;
    },
    search(probe, top) {
      const best: Candidate[] = [];
      const measured = measure(probe);
      for (const row of rows.nearest(probe)) {
        const least = best.length === top ? best[top - 1]!.score : Number.NEGATIVE_INFINITY;
        const score = scoreOf(row, measured, least);
        if (score > least) keepBest(best, candidate(row, score), top);
      }
      return best;
    },
    verify(probe, userId) {
      const row = rowOf.get(userId);
      return row === undefined ? undefined : candidate(row, scoreOf(row, measure(probe)));
    },
    referenceOf(userId) {
      const row = rowOf.get(userId);
      return row === undefined ? undefined : rows.read(row, new Float32Array(dimensions));
    },
    counts: () => ({ people: owners.length, templates }),
  };
}
