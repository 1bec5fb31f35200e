/** The people of a gallery of embeddings: one row for each person, and the gallery's own centre. */
import type { Reference } from '../recognizer.ts';
import { unitLength } from './bytes.ts';
import { alongCentres, type Centre, createOwnCentre, middleOf } from './centres.ts';
import { createColumns } from './columns.ts';
import { createRows } from './rows.ts';

/** The person of a row. `templates`: how many the row is the mean of. */
type Owner = { userId: string; templateId: string; templates: number };

/** Who has which row. */
function createOwners() {
  const owners: Owner[] = [];
  const rows = new Map<string, number>();
  let templates = 0;
  return {
    rowOf: (userId: string) => rows.get(userId),
    at: (row: number) => owners[row]!,
    counts: () => ({ people: owners.length, templates }),
    /** @returns the new row, which is the last one. */
    add(owner: Owner): number {
      const row = owners.push(owner) - 1;
      rows.set(owner.userId, row);
      templates += owner.templates;
      return row;
    },
    /** Removes the owner of a row. The last owner gets that row. */
    remove(row: number): void {
      const removed = owners[row]!;
      const last = owners.pop()!;
      if (row < owners.length) {
        owners[row] = last;
        rows.set(last.userId, row);
      }
      rows.delete(removed.userId);
      templates -= removed.templates;
    },
  };
}

/** Writes the mean of the templates, of length 1, into `mean`. @throws {RangeError} when they cancel each other. */
function setMean(mean: Float32Array, references: readonly Reference<Float32Array>[]): void {
  mean.fill(0);
  for (const { template } of references) for (let i = 0; i < mean.length; i++) mean[i]! += template[i]!;
  unitLength(mean);
}

export type People = ReturnType<typeof createPeople>;

/** Nobody yet. @param dimensions of each vector. @param shipped centres to take off. */
export function createPeople(dimensions: number, shipped: readonly Centre[]) {
  const middle = middleOf(shipped);
  const rows = createRows(dimensions, middle?.vector);
  /** Products of each row with the shipped centres. */
  const along = createColumns(shipped.length);
  const gallery = createOwnCentre(dimensions, middle);
  const owners = createOwners();
  /** Reused for each person: a large gallery would otherwise leave a heap of arrays. */
  const mean = new Float32Array(dimensions);
  const stored = new Float32Array(dimensions);

  return {
    rows,
    along,
    owners,
    ownCentre: gallery.centre,
    add(userId: string, references: readonly Reference<Float32Array>[]): void {
      setMean(mean, references);
      const row = owners.add({ userId, templateId: references[0]!.templateId, templates: references.length });
      rows.write(row, mean);
      // The row as it is stored, so that a removal later subtracts exactly what this adds.
      gallery.count(rows.read(row, stored), 1);
      along.write(row, alongCentres(stored, shipped));
    },
    remove(row: number): void {
      gallery.count(rows.read(row, stored), -1);
      rows.remove(row);
      along.copy(owners.counts().people - 1, row);
      owners.remove(row);
    },
  };
}
