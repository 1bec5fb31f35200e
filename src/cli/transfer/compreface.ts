/** `facelogin import compreface`: subjects become people without a way in. Each picture is looked at and dropped. */
import { type Config, loadConfig } from '../../config.ts';
import type { WirePhoto } from '../../transfer/by-socket.ts';
import type { FileRow } from '../../transfer/file/read.ts';
import type { PhotoResult, RowResult } from '../../transfer/report.ts';
import { fetchPicture, listPictures, listSubjects, type Source } from './compreface-client.ts';
import { sendAll, sendRow } from './send.ts';
import { createProgress, printReport } from './table.ts';

/** Pictures in the memory at a time. */
const BATCH = 8;

type Options = Source & { consent: string; dryRun: boolean };

const reasonOf = (error: unknown) => {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
};

function rowOf(line: number, subject: string, consent: string): FileRow {
  const cells = { name: subject, displayName: '', email: '', groups: '', photos: '', signIn: 'no', consent };
  return { line, cells };
}

async function fetched(source: Source, id: string): Promise<WirePhoto> {
  try {
    return { name: id, base64: Buffer.from(await fetchPicture(source, id)).toString('base64') };
  } catch (error) {
    return { name: id, problem: { key: 'import.photo.fetch', vars: { why: reasonOf(error) } } };
  }
}

/** What a later request did of the pictures that a former one left. */
function merged(before: RowResult, after: RowResult): RowResult {
  const found = new Map(after.photos.map((photo) => [photo.name, photo]));
  const photos = before.photos.map((photo): PhotoResult => {
    const next = found.get(photo.name);
    return photo.state === 'later' && next ? next : photo;
  });
  const completed = before.state === 'same' && after.state === 'completed';
  return { ...before, state: completed ? 'completed' : before.state, photos };
}

/** First the subject alone: the answer says which pictures an earlier run brought. They are not fetched again. */
async function bringSubject(config: Config, options: Options, row: FileRow): Promise<RowResult> {
  const { name } = row.cells;
  let ids: string[];
  try {
    ids = await listPictures(options, name);
  } catch (error) {
    const why = { key: 'import.photo.fetch', vars: { why: reasonOf(error) } } as const;
    return { line: row.line, name, state: 'refused', why: [why], photos: [] };
  }
  const send = (photos: WirePhoto[]) => sendRow(config, { row, photos, dryRun: options.dryRun, subjectPhotos: ids });
  let result = await send([]);
  const left = result.photos.filter(({ state }) => state === 'later').map((photo) => photo.name);
  for (let at = 0; at < left.length; at += BATCH) {
    const photos: WirePhoto[] = [];
    for (const id of left.slice(at, at + BATCH)) photos.push(await fetched(options, id));
    result = merged(result, await send(photos));
  }
  return result;
}

/** @throws {Error} in one line where the list of subjects cannot be read. */
export async function importCompreface(options: Options): Promise<number> {
  const config = loadConfig();
  const subjects = await listSubjects(options).catch((cause: unknown) => {
    throw new Error(`Cannot read the subjects of ${options.url}: ${reasonOf(cause)}.`, { cause });
  });
  const rows = subjects.map((subject, at) => rowOf(at + 1, subject, options.consent));
  const results = await sendAll(rows, (row) => bringSubject(config, options, row), createProgress(rows.length));
  return printReport(results, options);
}
