/** What two rows of one file say alike. The first row stands, the later one is refused. */

import { usernameKey } from '../../accounts/usernames.ts';
import { subjectKey } from '../../api/people/people.ts';
import { checkRow } from '../row/check.ts';
import type { Why } from '../why.ts';
import type { FileRow } from './read.ts';

/** Names that only differ in spelling are one name. */
function keysOf(row: FileRow, now: Date): { name: string; photos: string[] } | undefined {
  const { person } = checkRow(row.cells, now);
  if (!person) return undefined;
  return { name: person.signIn ? usernameKey(person.name) : subjectKey(person.name), photos: person.photos };
}

/** Marks rows whose name, or one of whose photos, an earlier row has. */
export function markRepeats(rows: readonly FileRow[], now: Date): FileRow[] {
  const [names, photos] = [new Map<string, number>(), new Map<string, number>()];
  return rows.map((row) => {
    const keys = keysOf(row, now);
    if (!keys || row.problem) return row;
    const same = names.get(keys.name);
    const shared = keys.photos.find((photo) => photos.has(photo));
    let problem: Why | undefined;
    if (same !== undefined) problem = { key: 'import.row.same-name', vars: { line: same }, column: 'name' };
    else if (shared !== undefined)
      problem = { key: 'import.row.same-photo', vars: { line: photos.get(shared)!, name: shared }, column: 'photos' };
    if (problem) return { ...row, problem };
    names.set(keys.name, row.line);
    for (const photo of keys.photos) photos.set(photo, row.line);
    return row;
  });
}
