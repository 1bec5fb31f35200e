/**
 * People by the group to which they belong. A folder holds a set of people. It has either `index.tsv`, with a column
 * `file` and any of `person`, `set`, `sex`, `age` and `race`, or a folder of images for each person. The images lie
 * below `images/`, or beside the index where there is no such folder. LFW's `pairs.tsv` says who belongs to which fold.
 */

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { seededRandom, shuffled } from '../../src/biometrics/random.ts';
import { personOf, readPairs } from './lfw.ts';

/** A person with the images. `source`: the data that they come from. `group`: the people whom this one belongs to. */
export type Member = { person: string; group: string; source: string; images: string[] };

/** A set of people to read. `tight`: its images are cut close to the face, and get a black border. */
export type SetOptions = {
  data: string;
  tight?: boolean;
  folds?: readonly number[];
  by?: readonly Trait[];
  /** People of each group at most, drawn by a fixed seed. */
  most?: number;
};

/** Columns of the index by which people can be put into groups. */
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

/** The set where the index names sets, else race and sex. */
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

/** Reads one folder for each person. @param folds of LFW: the people of these alone. */
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
 * Reads the people of a set, each with at least one image.
 * @throws {Error} in one line: there is nobody in the folder, or its index cannot be read.
 */
export async function readMembers({ data, folds, by, most }: SetOptions): Promise<Member[]> {
  const source = basename(resolve(data));
  const members = (await readIndex(data, by, source)) ?? (await readFolders(data, folds, source));
  if (members.length > 0 && most === undefined) return members;
  if (members.length > 0) {
    return [...byGroup(members).values()].flatMap((own) => shuffled(own, seededRandom(1)).slice(0, most));
  }
  throw new Error(`There is nobody in ${data}: neither index.tsv nor a folder for each person.`);
}

/** Members by their group, in the order of each group's first member. */
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
 * Renames a group after its folder where an earlier set has a group of the same name. Two sets may show the same
 * people, who are no strangers to each other.
 */
export function keptApart<T extends Member>(earlier: readonly Member[], members: readonly T[], data: string): T[] {
  const taken = new Set(earlier.map(({ group }) => group));
  const folder = basename(dirname(resolve(data)));
  return members.map((one) => (taken.has(one.group) ? { ...one, group: `${folder}/${one.group}` } : one));
}
