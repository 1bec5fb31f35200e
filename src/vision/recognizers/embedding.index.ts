/**
 * A gallery of embeddings: one row a person, the mean of their templates, which misses fewer people than the best of
 * them does (docs/accuracy.md). A search compares every row with one centre taken off, coarsely, and the best few with
 * all centres: the true score is no higher than the first one, so nobody is missed in effect.
 */
import type { Candidate } from '../../biometrics/observation.ts';
import { keepBest } from './best.ts';
import { unitLength } from './embedding.bytes.ts';
import { alongCentres, type Centre, createOwnCentre, lowestScore, middleOf } from './embedding.centres.ts';
import { createRows } from './embedding.index.rows.ts';
import type { Index, Reference } from './recognizer.ts';

/** Writes the mean of some templates, of length 1, into `mean`. @throws {RangeError} where they cancel each other. */
function setMean(mean: Float32Array, references: readonly Reference<Float32Array>[]): void {
  mean.fill(0);
  for (const { template } of references) for (let i = 0; i < mean.length; i++) mean[i]! += template[i]!;
  unitLength(mean);
}

/** A person's row. `along`: products of the reference with the shipped centres. */
type Owner = { userId: string; templateId: string; templates: number; along: Float64Array };
/** A probe, with its products with all centres, the gallery's own last. */
type Measured = { probe: Float32Array; centres: readonly Centre[]; along: Float64Array };

/**
 * An empty index of unit vectors.
 * @param dimensions of each. @param shipped centres to take off, besides the gallery's own.
 */
export function createEmbeddingIndex(dimensions: number, shipped: readonly Centre[] = []): Index<Float32Array> {
  const middle = middleOf(shipped);
  const rows = createRows(dimensions, middle?.vector);
  const own = createOwnCentre(dimensions, middle);
  const owners: Owner[] = [];
  const rowOf = new Map<string, number>();
  /** Used again for each person: loading a large gallery would leave a heap of them. */
  const mean = new Float32Array(dimensions);
  let templates = 0;
  /** The probe that was measured last: one probe is often verified with many. */
  let latest: Measured | undefined;
  let latestRow: { row: number; measured: Measured } | undefined;

  function drop(userId: string): void {
    const row = rowOf.get(userId);
    if (row === undefined) return;
    templates -= owners[row]!.templates;
    own.count(rows.read(row), -1);
    rows.remove(row);
    const last = owners.pop()!;
    if (row < owners.length) {
      owners[row] = last;
      rowOf.set(last.userId, row);
    }
    rowOf.delete(userId);
  }

  function measure(probe: Float32Array): Measured {
    if (latest?.probe === probe) return latest;
    const gallery = own.centre();
    const centres = gallery ? [...shipped, gallery] : shipped;
    latest = { probe, centres, along: alongCentres(probe, centres) };
    return latest;
  }

  /** The same of somebody enrolled: one row is compared with many, too. */
  function measureRow(row: number): Measured {
    if (latestRow?.row !== row) latestRow = { row, measured: measure(rows.read(row)) };
    return latestRow.measured;
  }

  function candidate(row: number, { probe, centres, along }: Measured): Candidate {
    const { userId, templateId, along: shippedAlong } = owners[row]!;
    const gallery = centres[shipped.length];
    const mine = gallery ? [...shippedAlong, rows.score(row, gallery.vector)] : shippedAlong;
    return { userId, templateId, score: lowestScore(rows.score(row, probe), along, mine, centres) };
  }

  return {
    put(userId, references) {
      latest = undefined;
      latestRow = undefined;
      drop(userId);
      if (references.length === 0) return;
      setMean(mean, references);
      const row = owners.length;
      rowOf.set(userId, row);
      rows.write(row, mean);
      // As it is stored, so that whoever leaves takes away just what they brought.
      own.count(rows.read(row), 1);
      const along = alongCentres(rows.read(row), shipped);
      owners.push({ userId, templateId: references[0]!.templateId, templates: references.length, along });
      templates += references.length;
    },
    search(probe, top) {
      const best: Candidate[] = [];
      const measured = measure(probe);
      for (const row of rows.nearest(probe)) keepBest(best, candidate(row, measured), top);
      return best;
    },
    verify(probe, userId) {
      const row = rowOf.get(userId);
      return row === undefined ? undefined : candidate(row, measure(probe));
    },
    verifyOwn(one, other) {
      const [a, b] = [rowOf.get(one), rowOf.get(other)];
      return a === undefined || b === undefined ? undefined : candidate(b, measureRow(a));
    },
    counts: () => ({ people: owners.length, templates }),
  };
}
