/** What became of a row and its photos. */
import type { Known } from '../imported.store.ts';
import type { PhotoResult, RowResult } from '../report.ts';
import type { Why } from '../why.ts';
import type { Person } from './check.ts';
import { hasOwnFace, knownProblem } from './known.ts';
import type { Looked, Sent } from './photos.ts';

/**
 * `photos`: those that this run brings; others of the row stay for a later run. `careful`: refuses what an enrollment by
 * camera refuses. `passwordHash`: of a password that nobody knows, for new accounts; default: one for each account.
 */
export type RowInput = {
  line: number;
  person: Person;
  photos: readonly Sent[];
  dryRun: boolean;
  careful: boolean;
  passwordHash?: string;
};

export const later = (name: string): PhotoResult => ({ name, state: 'later' });

/** What became of the photos. `enrolled`: names of those that found room; in a dry run of all that would. */
export function photoResults(
  { person }: RowInput,
  known: Known | undefined,
  looked: readonly Looked[],
  enrolled: Set<string>,
) {
  return person.photos.map((name): PhotoResult => {
    if (known?.photos?.includes(name)) return { name, state: 'already' };
    const found = looked.find((one) => one.name === name);
    if (!found) return later(name);
    if (found.why) return { name, state: 'refused', why: found.why };
    return enrolled.has(name)
      ? { name, state: 'enrolled' }
      : { name, state: 'refused', why: { key: 'import.photo.room' } };
  });
}

export function refusedRow(line: number, name: string, why: Why[], photos: PhotoResult[] = []): RowResult {
  return { line, name, state: 'refused', why, photos };
}

/** A row about which there is nothing to do; undefined where there is. */
export function settledRow({ line, person, photos }: RowInput, known: Known): RowResult | undefined {
  const { name } = person;
  const problem = knownProblem(known, person);
  if (problem) return refusedRow(line, name, [problem]);
  const [done, own] = [known.photos ?? [], hasOwnFace(known, person)];
  if (own && photos.some((photo) => !done.includes(photo.name))) return undefined;
  const results = person.photos.map((photo): PhotoResult => {
    if (!own) return { name: photo, state: 'left' };
    return done.includes(photo) ? { name: photo, state: 'already' } : later(photo);
  });
  return { line, name, state: 'same', why: own ? [] : [{ key: 'import.row.face-changed' }], photos: results };
}
