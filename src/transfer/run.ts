/** Imports rows of a file as they come from the page or the command line. */
import type { FileRow } from './file/read.ts';
import type { RowResult } from './report.ts';
import { checkRow } from './row/check.ts';
import { type ImportDeps, importRow } from './row/import.ts';
import type { Sent } from './row/photos.ts';
import { refusedRow } from './row/results.ts';
import type { Doer } from './row/write.ts';

/** `subjectPhotos`: names of all pictures of somebody without a way in, who comes from another program. */
export type RunRow = {
  row: FileRow;
  photos: readonly Sent[];
  dryRun: boolean;
  subjectPhotos?: readonly string[];
  passwordHash?: string;
};

/** @throws {VisionError, AppError} `busy`, `unavailable`, `database`: the same row may be sent again. */
export async function importFileRow(deps: ImportDeps, doer: Doer, given: RunRow): Promise<RowResult> {
  const { row, subjectPhotos, ...rest } = given;
  const { line, cells, problem } = row;
  if (problem) return refusedRow(line, cells.name, [problem]);
  const { person, problems } = checkRow(cells, deps.clock());
  if (!person) return refusedRow(line, cells.name, problems);
  const photos = subjectPhotos ? [...subjectPhotos] : person.photos;
  return importRow(deps, doer, { ...rest, line, person: { ...person, photos }, careful: subjectPhotos === undefined });
}
