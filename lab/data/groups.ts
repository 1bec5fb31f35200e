/**
 * People by the group they belong to. A folder is a set of people: `index.tsv` with a column `file`
 * and any of `person`, `set`, `sex`, `age` and `race`, or one folder of images for each person. Images lie below
 * `images/`, or beside the index where there is no such folder. LFW's `pairs.tsv` says who belongs to which fold.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { personOf, readPairs } from './lfw.ts';

/** Somebody, with their images. `source`: the data that they come from; `group`: of whom they are one. */
export type Member = { person: string; group: string; source: string; images: string[] };

/** A set of people to read. `tight`: its images are cut close to the face and get a black border. */
export type SetOptions = { data: string; tight?: boolean; folds?: readonly number[]; by?: readonly Trait[] };

/** What the index may say of a person, as far as people are told apart by it. */
export const TRAITS = ['set', 'race', 'sex', 'age'] as const;
export type Trait = (typeof TRAITS)[number];
/** The upper ends of the age bands, in years. */
const BANDS = [24, 39, 59];

type Row = Record<string, string>;

/** Where the images of a set lie. */
export function imagesFolder(data: string): string {
  const images = join(data, 'images');
  return existsSync(images) ? images : data;
}

function parseIndex(text: string, where: string): Row[] {
  const [head = '', ...lines] = text.trim().split('\n');
  const names = head.trimEnd().split('\t');
  if (!names.includes('file')) throw new RangeError(`Cannot read ${where}: its first line names no column "file".`);
  return lines.map((line) => {
    const cells = line.replace(/\r$/, '').split('\t');
    return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']));
  });
}

function bandOf(age: string): string {
  const band = BANDS.findIndex((end) => Number(age) <= end);
  return band < 0 ? `over ${BANDS.at(-1)}` : `up to ${BANDS[band]}`;
}

function groupOf(row: Row, by: readonly Trait[], source: string): string {
  const traits = by.flatMap((trait) => (row[trait] ? [trait === 'age' ? bandOf(row[trait]) : row[trait]] : []));
  return traits.length > 0 ? traits.join(' ') : source;
}

/** By set where the index names sets, else by race and sex. */
function usualTraits(rows: readonly Row[]): readonly Trait[] {
  return rows.some(({ set }) => set) ? ['set'] : ['race', 'sex'];
}

async function readIndex(
  data: string,
  by: readonly Trait[] | undefined,
  source: string,
): Promise<Member[] | undefined> {
  const path = join(data, 'index.tsv');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const rows = parseIndex(text, path);
  const traits = by ?? usualTraits(rows);
  const members = new Map<string, Member>();
  for (const row of rows) {
    const person = row.person || row.file!;
    const from = row.set ? `${source}/${row.set}` : source;
    const member = members.get(person) ?? { person, group: groupOf(row, traits, source), source: from, images: [] };
    member.images.push(row.file!);
    members.set(person, member);
  }
  return [...members.values()];
}

/** One folder a person; with `folds`, the people of these folds of LFW alone. */
async function readFolders(data: string, folds: readonly number[] | undefined, source: string): Promise<Member[]> {
  const wanted = folds && new Set((await readPairs(data, folds)).flatMap(({ a, b }) => [personOf(a), personOf(b)]));
  const folder = imagesFolder(data);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const people = entries.filter((entry) => entry.isDirectory() && (!wanted || wanted.has(entry.name)));
  const members: Member[] = [];
  for (const { name } of people.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const files = (await readdir(join(folder, name))).filter((file) => !file.startsWith('.')).sort();
    const images = files.map((file) => `${name}/${file}`);
    if (images.length > 0) members.push({ person: name, group: source, source, images });
  }
  return members;
}

/**
 * The people of a set, each with at least one image.
 * @throws {Error} in one line: there is nobody in the folder, or its index cannot be read.
 */
export async function readMembers({ data, folds, by }: SetOptions): Promise<Member[]> {
  const source = basename(resolve(data));
  const members = (await readIndex(data, by, source)) ?? (await readFolders(data, folds, source));
  if (members.length > 0) return members;
  throw new Error(`There is nobody in ${data}: neither index.tsv nor a folder for each person.`);
}

/** Members by their group, in the order in which the groups first come. */
export function byGroup<T extends { group: string }>(members: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const member of members) {
    const own = groups.get(member.group);
    if (own) own.push(member);
    else groups.set(member.group, [member]);
  }
  return groups;
}

/**
 * The same members under the name of their folder where an earlier set has a group of their name: two sets may show the
 * same people, who are no strangers to each other.
 */
export function keptApart<T extends Member>(earlier: readonly Member[], members: readonly T[], data: string): T[] {
  const taken = new Set(earlier.map(({ group }) => group));
  const folder = basename(dirname(resolve(data)));
  return members.map((one) => (taken.has(one.group) ? { ...one, group: `${folder}/${one.group}` } : one));
}
