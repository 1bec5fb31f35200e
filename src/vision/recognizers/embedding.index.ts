/**
 * A gallery of embeddings: one row a person, the mean of their templates, which misses fewer people than the best of
 * them does (docs/accuracy.md). A search looks at every row and is exact in effect (`embedding.index.rows.ts`).
 */
import type { Candidate } from '../../biometrics/observation.ts';
import { keepBest } from './best.ts';
import { unitLength } from './embedding.bytes.ts';
import { createRows } from './embedding.index.rows.ts';
import type { Index, Reference } from './recognizer.ts';

/** Writes the mean of some templates, of length 1, into `mean`. @throws {RangeError} where they cancel each other. */
function setMean(mean: Float32Array, references: readonly Reference<Float32Array>[]): void {
  mean.fill(0);
  for (const { template } of references) for (let i = 0; i < mean.length; i++) mean[i]! += template[i]!;
  unitLength(mean);
}

/** An empty index of unit vectors. @param dimensions of each. */
export function createEmbeddingIndex(dimensions: number): Index<Float32Array> {
  const rows = createRows(dimensions);
  const owners: string[] = [];
  const ids: string[] = [];
  const sizes: number[] = [];
  const rowOf = new Map<string, number>();
  /** Used again for each person: loading a large gallery would leave a heap of them. */
  const mean = new Float32Array(dimensions);
  let templates = 0;

  function drop(userId: string): void {
    const row = rowOf.get(userId);
    if (row === undefined) return;
    templates -= sizes[row]!;
    const last = owners.length - 1;
    rows.remove(row);
    rowOf.set(owners[last]!, row);
    for (const column of [owners, ids, sizes] as unknown[][]) column[row] = column[last];
    for (const column of [owners, ids, sizes]) column.pop();
    rowOf.delete(userId);
  }

  const candidate = (row: number, probe: Float32Array): Candidate => ({
    userId: owners[row]!,
    templateId: ids[row]!,
    score: rows.score(row, probe),
  });

  return {
    put(userId, references) {
      drop(userId);
      if (references.length === 0) return;
      setMean(mean, references);
      rowOf.set(userId, owners.length);
      rows.write(owners.length, mean);
      owners.push(userId);
      ids.push(references[0]!.templateId);
      sizes.push(references.length);
      templates += references.length;
    },
    search(probe, top) {
      const best: Candidate[] = [];
      for (const row of rows.nearest(probe)) keepBest(best, candidate(row, probe), top);
      return best;
    },
    verify(probe, userId) {
      const row = rowOf.get(userId);
      return row === undefined ? undefined : candidate(row, probe);
    },
    counts: () => ({ people: owners.length, templates }),
  };
}
