/**
 * A data set in the form of LFW's View 2: `pairs.tsv` with the columns a, b (paths below `images/`), same (1 or 0) and
 * fold; a path is `Person_Name/file.jpg`. In View 2 no person is in two folds, so what is measured on some folds was
 * not seen while others were calibrated on.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Pair = { a: string; b: string; same: boolean; fold: number };

/** The person an image shows: the folder it lies in. */
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

/** The pairs of some folds. @throws when `pairs.tsv` is missing or damaged. */
export async function readPairs(data: string, folds: readonly number[]): Promise<Pair[]> {
  const pairs = parsePairs(await readFile(join(data, 'pairs.tsv'), 'utf8'));
  return pairs.filter(({ fold }) => folds.includes(fold));
}

/** Every image of these pairs once, in alphabetical order. */
export function imagesOf(pairs: readonly Pair[]): string[] {
  return [...new Set(pairs.flatMap(({ a, b }) => [a, b]))].sort();
}

/** Images of each person (`identities.json`), for the people of these pairs only. Empty where there is no such file. */
export async function readIdentities(data: string, pairs: readonly Pair[]): Promise<Map<string, string[]>> {
  const text = await readFile(join(data, 'identities.json'), 'utf8').catch(() => '{}');
  const people = new Set(imagesOf(pairs).map(personOf));
  const all = Object.entries(JSON.parse(text) as Record<string, string[]>);
  return new Map(all.filter(([person]) => people.has(person)));
}
