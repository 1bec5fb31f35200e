/** Reads what the import page sends. */
import { z } from 'zod';
import { AppError } from '../../errors.ts';
import { COLUMNS } from '../file/columns.ts';
import { type FileRow, type PeopleFile, readPeopleFile } from '../file/read.ts';
import { markRepeats } from '../file/repeats.ts';
import { MOST_PHOTOS } from '../row/check.ts';
import { PHOTO_BYTES, type Sent } from '../row/photos.ts';
import { FileProblem } from '../why.ts';

/** Characters of a cell. A whole row has at most as many. */
const CELL = 16_384;

const rowSchema = z.strictObject({
  line: z.int().positive(),
  cells: z.strictObject(
    Object.fromEntries(COLUMNS.map((column) => [column, z.string().max(CELL)])) as Record<
      (typeof COLUMNS)[number],
      z.ZodString
    >,
  ),
});

/** The CSV file of a form. @throws {FileProblem} for one that cannot be read, or none at all. */
export async function readFile(form: FormData, now: Date): Promise<PeopleFile> {
  const file = form.get('file');
  if (!(file instanceof File) || (file.size === 0 && file.name === ''))
    throw new FileProblem({ key: 'field.required' });
  const { rows, unread } = readPeopleFile(new Uint8Array(await file.arrayBuffer()));
  return { rows: markRepeats(rows, now), unread };
}

async function sentPhoto(file: File): Promise<Sent> {
  const name = file.name.normalize('NFC');
  const vars = { limit: PHOTO_BYTES / 1_048_576 };
  if (file.size > PHOTO_BYTES) return { name, problem: { key: 'import.photo.large', vars } };
  return { name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

/** Names that the page could not send: `absent` is not among the chosen files, `large` is too large. */
function notSent(form: FormData): Sent[] {
  const names = (field: string) => form.getAll(field).map((name) => String(name).normalize('NFC'));
  const large = { key: 'import.photo.large', vars: { limit: PHOTO_BYTES / 1_048_576 } } as const;
  return [
    ...names('absent').map((name) => ({ name, problem: { key: 'import.photo.missing' as const } })),
    ...names('large').map((name) => ({ name, problem: large })),
  ];
}

/** One row of the script, with its photos. @throws {AppError} `bad-request`, `too-many-frames`. */
export async function readRow(form: FormData): Promise<{ row: FileRow; photos: Sent[]; dryRun: boolean }> {
  const files = form.getAll('photo').filter((part): part is File => part instanceof File);
  if (files.length > MOST_PHOTOS) throw new AppError('too-many-frames');
  let json: unknown;
  try {
    json = JSON.parse(String(form.get('row')));
  } catch (cause) {
    throw new AppError('bad-request', { cause });
  }
  const parsed = rowSchema.safeParse(json);
  if (!parsed.success) throw new AppError('bad-request');
  const photos: Sent[] = [];
  for (const file of files) photos.push(await sentPhoto(file));
  return { row: parsed.data, photos: [...photos, ...notSent(form)], dryRun: form.get('act') === 'check' };
}
