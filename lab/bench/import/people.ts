/** Writes a file of people with two photos each, and the photos. */
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { projectRoot } from '../../../src/cli/place.ts';
import { imagesFolder } from '../../data/groups.ts';
import { distinct } from '../distinct.ts';
import { frameOf } from '../picture.ts';

/** Where pictures of people lie beside the project, if somebody put them there. */
const NEARBY = '../shared/data/lfw-dev';

/** The data set to take: the one that was named, or the one beside the project. Undefined: neither is there. */
export function dataSet(named: string): string | undefined {
  if (named) return resolve(named);
  const nearby = resolve(projectRoot, NEARBY);
  return existsSync(nearby) ? nearby : undefined;
}

/** Pairs of pictures that show one person, without one picture in two pairs. Each folder is a person. */
export async function pairsOf(data: string, most: number): Promise<[string, string][]> {
  const root = imagesFolder(data);
  const pairs: [string, string][] = [];
  for (const person of (await readdir(root)).sort()) {
    const files = (await readdir(join(root, person))).sort().map((file) => join(root, person, file));
    for (let at = 0; at + 1 < files.length; at += 2) pairs.push([files[at]!, files[at + 1]!]);
  }
  return pairs.slice(0, most);
}

/** @returns the paths of the file and of the photos, and how many people there are. */
export async function writePeople(folder: string, people: number, data: string | undefined) {
  const [csv, photos] = [join(folder, 'people.csv'), join(folder, 'photos')];
  mkdirSync(photos);
  const drawn = data === undefined ? await frameOf() : undefined;
  const pairs = data === undefined ? Array.from({ length: people }, () => undefined) : await pairsOf(data, people);
  const rows = pairs.map((pair, n) => {
    const names = [`${n}-1.jpg`, `${n}-2.jpg`];
    for (const [at, name] of names.entries()) {
      const target = join(photos, name);
      if (pair) copyFileSync(pair[at]!, target);
      else writeFileSync(target, Buffer.concat(distinct(drawn!)));
    }
    return `person${n},Person ${n},staff,${names.join(';')},"bench, 2026-01-01"`;
  });
  writeFileSync(csv, `name,displayName,groups,photos,consent\n${rows.join('\n')}\n`);
  return { csv, photos, people: rows.length };
}
