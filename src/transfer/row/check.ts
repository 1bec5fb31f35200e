/** Checks what a row says of a person, before anything is asked of the database. */
import type { z } from 'zod';
import { profileForm } from '../../accounts/profile/profile.schema.ts';
import { readUsername, usernameProblem } from '../../accounts/usernames.ts';
import { groupName } from '../../admin/groups/name.ts';
import { text } from '../../fields.ts';
import type { MessageKey } from '../../i18n/index.ts';
import type { Cells, Column } from '../file/columns.ts';
import type { Why } from '../why.ts';
import { type PaperConsent, readConsent } from './consent.ts';

/** Photos of one row, at most. */
export const MOST_PHOTOS = 8;
const MOST_GROUPS = 20;
/** Characters of the name of somebody without a way in, and of a file. */
const [LONGEST_NAME, LONGEST_FILE] = [128, 255];

export type Person = {
  name: string;
  displayName: string;
  /** Null: none. */
  email: string | null;
  /** In their order, so that two imports at once never wait for each other. */
  groups: string[];
  /** File names without folders, NFC. */
  photos: string[];
  /** False: a person without a way in. */
  signIn: boolean;
  consent: PaperConsent | undefined;
};

export type CheckedRow = { person: Person; problems?: undefined } | { person?: undefined; problems: Why[] };

const YES = ['', 'yes', 'true', '1', 'ja', 'oui', 'sí', 'si', '是'];
const NO = ['no', 'false', '0', 'nein', 'non', '否'];

/** The parts of a list, each once. */
function listOf(cell: string): string[] {
  const parts = cell.split(';').map((part) => part.normalize('NFC').trim());
  return [...new Set(parts.filter((part) => part !== ''))];
}

/** A name with a folder in it, or `..`, could lead out of the folder of photos. */
function photoProblem(name: string): Why | undefined {
  const plain = /^[^/\\\p{Cc}]+$/u.test(name) && name !== '.' && name !== '..' && name.length <= LONGEST_FILE;
  return plain ? undefined : { key: 'import.photo.name', vars: { name }, column: 'photos' };
}

/** Collects the problems of the cells of one row. */
function createReader(cells: Cells) {
  const problems: Why[] = [];
  const tell = (column: Column, key: MessageKey, vars?: Why['vars']) =>
    void problems.push({ key, column, ...(vars && { vars }) });
  const read = <T>(column: Column, schema: z.ZodType<T>, fallback: T, value: string = cells[column]): T => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    tell(column, parsed.error.issues[0]!.message as MessageKey);
    return fallback;
  };
  return { problems, tell, read };
}

type Reader = ReturnType<typeof createReader>;

function readSignIn({ tell }: Reader, cell: string): boolean {
  const said = cell.normalize('NFC').trim().toLowerCase();
  if (!YES.includes(said) && !NO.includes(said)) tell('signIn', 'import.sign-in');
  return !NO.includes(said);
}

function readName({ tell, read }: Reader, cells: Cells, signIn: boolean): string {
  if (cells.name.trim() === '') {
    tell('name', 'field.required');
    return '';
  }
  if (!signIn) return read('name', text(LONGEST_NAME), '');
  const name = readUsername(cells.name);
  const problem = usernameProblem(name);
  if (problem) tell('name', problem);
  return name;
}

function readPhotos({ tell, problems }: Reader, cells: Cells): string[] {
  const photos = listOf(cells.photos);
  if (photos.length > MOST_PHOTOS) tell('photos', 'import.photos.many', { most: MOST_PHOTOS });
  problems.push(...photos.flatMap((name) => photoProblem(name) ?? []));
  return photos;
}

/** @param now no consent is of a later day. @returns the person, or everything that is wrong with the row. */
export function checkRow(cells: Cells, now: Date): CheckedRow {
  const reader = createReader(cells);
  const { problems, tell, read } = reader;
  const signIn = readSignIn(reader, cells.signIn);
  const name = readName(reader, cells, signIn);
  const displayName = read('displayName', text(64), '') || [...name].slice(0, 64).join('');
  const email = read('email', profileForm.shape.email, '') || null;
  const groups = listOf(cells.groups).sort();
  if (groups.length > MOST_GROUPS) tell('groups', 'import.groups.many', { most: MOST_GROUPS });
  else for (const group of groups) read('groups', groupName, '', group);
  const photos = readPhotos(reader, cells);
  const consent = readConsent(cells.consent, now);
  if (consent === 'unreadable') tell('consent', 'import.consent.form');
  if (consent === undefined && photos.length > 0) tell('consent', 'import.consent.needed');
  if (problems.length > 0 || consent === 'unreadable') return { problems };
  return { person: { name, displayName, email, groups, photos, signIn, consent } };
}
