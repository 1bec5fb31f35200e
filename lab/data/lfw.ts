/**
 * A data set in the form of LFW's View 2. `pairs.tsv` has the columns a, b (paths below `images/`), same (1 or 0) and
 * fold. A path is `Person_Name/file.jpg`. `identities.json` holds each person's images: `{person: [path, …]}`. In View
 * 2 nobody is in two folds: a calibration on some folds has not seen the people of the others.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Pair = { a: string; b: string; same: boolean; fold: number };

/** The person that an image shows: the folder in which it lies. */
export function personOf(image: string): string {
  return image.slice(0, image.indexOf('/'));
}

/** Parses the text of `pairs.tsv`. @throws {RangeError} naming the first line that cannot be read. */
export function parsePairs(text: string): Pair[] {
  const lines = text.trim().split('\n').slice(1);
  return lines.map((line, index) => {
    const [a = '', b = '', same = '', fold = ''] = line.trimEnd().split('\t');
    if (!a.includes('/') || !b.includes('/') || !/^[01]$/.test(same) || !/^\d+$/.test(fold)) {
      throw new RangeError(`Cannot read line ${index + 2} of pairs.tsv: ${line}`);
    }
    return { a, b, same: same === '1', fold: Number(fold) };
  });
}

async function readData(data: string, file: string): Promise<string> {
  return readFile(join(data, file), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such file' : cause.message;
    throw new Error(`Cannot read ${file} in ${data}: ${why}.`, { cause });
  });
}

/**
 * Reads the pairs of some folds, or all.
 * @throws {Error} in one line: `pairs.tsv` is missing or damaged, or has none of these folds.
 */
export async function readPairs(data: string, folds?: readonly number[]): Promise<Pair[]> {
  const pairs = parsePairs(await readData(data, 'pairs.tsv'));
  const chosen = pairs.filter(({ fold }) => folds === undefined || folds.includes(fold));
  if (chosen.length === 0) throw new Error(`There are no pairs in pairs.tsv${folds ? ` of folds ${folds}` : ''}.`);
  return chosen;
}

/** Every image of these pairs once, in alphabetical order. */
export function imagesOf(pairs: readonly Pair[]): string[] {
  return [...new Set(pairs.flatMap(({ a, b }) => [a, b]))].sort();
}

/** Parses the text of `identities.json`: each person's images, each once. @throws {RangeError} in one line. */
export function parseIdentities(text: string): Map<string, string[]> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new RangeError(`Cannot read identities.json: ${(cause as Error).message}`, { cause });
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new RangeError('Cannot read identities.json: it has to be {"person": ["image", ...], ...}.');
  }
  const people = Object.entries(parsed as Record<string, unknown>).map(([person, images]) => {
    if (!Array.isArray(images) || images.some((image) => typeof image !== 'string')) {
      throw new RangeError(`Cannot read identities.json: the images of ${person} are no list of paths.`);
    }
    return [person, [...new Set(images as string[])]] as [string, string[]];
  });
  return new Map(people);
}

/**
 * Reads the images of each person from `identities.json`.
 * @param folds keep only the people whom `pairs.tsv` has in these folds.
 * @throws {Error} in one line: a file is missing or damaged, or nobody is left.
 */
export async function readIdentities(data: string, folds?: readonly number[]): Promise<Map<string, string[]>> {
  const identities = parseIdentities(await readData(data, 'identities.json'));
  const inFolds = folds && new Set(imagesOf(await readPairs(data, folds)).map(personOf));
  const chosen = [...identities].filter(([person]) => !inFolds || inFolds.has(person));
  if (chosen.length === 0) throw new Error(`There is nobody in identities.json${folds ? ` of folds ${folds}` : ''}.`);
  return new Map(chosen);
}
