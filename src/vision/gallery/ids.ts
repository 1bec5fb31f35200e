/** Which templates a gallery has: a check that all workers and the database agree. */

/** Template ids in order, with commas between. */
export function joinIds(ids: readonly string[]): string {
  return [...ids].sort().join(',');
}

/**
 * The template ids of each person in several galleries that should be the same. When the galleries differ on a person,
 * the value lists the ids of each gallery in turn, with slashes between; no stored ids are equal to that.
 */
export function mergeTemplateIds(galleries: readonly Map<string, string>[]): Map<string, string> {
  const people = new Set(galleries.flatMap((gallery) => [...gallery.keys()]));
  const distinct = (userId: string) => new Set(galleries.map((gallery) => gallery.get(userId) ?? ''));
  return new Map([...people].map((userId) => [userId, [...distinct(userId)].join(' / ')]));
}
