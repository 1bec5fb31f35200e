/** `facelogin import people FILE.csv`. */
import { readFileSync, statSync } from 'node:fs';
import { loadConfig } from '../../config.ts';
import { translator } from '../../i18n/index.ts';
import { FILE_BYTES } from '../../transfer/file/decode.ts';
import { type FileRow, type PeopleFile, readPeopleFile } from '../../transfer/file/read.ts';
import { markRepeats } from '../../transfer/file/repeats.ts';
import { checkRow } from '../../transfer/row/check.ts';
import { FileProblem, whyText } from '../../transfer/why.ts';
import { callersPath } from '../place.ts';
import { photosOf, type ReadPhoto } from './photos.ts';
import { sendAll, sendRow } from './send.ts';
import { createProgress, printReport } from './table.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** @throws {Error} in one line. */
function readInput(file: string): PeopleFile {
  try {
    // A device or a file of gigabytes must not fill the memory.
    const { size } = statSync(file);
    if (size > FILE_BYTES) throw new FileProblem({ key: 'import.file.large', vars: { limit: FILE_BYTES / 1_048_576 } });
    return readPeopleFile(readFileSync(file));
  } catch (error) {
    const why = error instanceof FileProblem ? whyText(error.why, translator('en')) : (error as Error).message;
    throw new Error(`Cannot read ${file}: ${why}`, { cause: error });
  }
}

/** The photos that a row names; none without a folder. */
function photosFor(row: FileRow, read: ReadPhoto | undefined) {
  const { person } = checkRow(row.cells, new Date());
  return read && person && !row.problem ? person.photos.map(read) : [];
}

export async function importPeople(
  file: string,
  { photos: dir, dryRun }: { photos: string | undefined; dryRun: boolean },
): Promise<number> {
  const config = loadConfig();
  const { rows, unread } = readInput(callersPath(file));
  const read = dir === undefined ? undefined : photosOf(callersPath(dir));
  if (unread.length > 0) say(`Columns that were not read: ${unread.join(', ')}.`);
  const results = await sendAll(
    markRepeats(rows, new Date()),
    (row) => sendRow(config, { row, photos: photosFor(row, read), dryRun }),
    createProgress(rows.length),
  );
  return printReport(results, { dryRun });
}
