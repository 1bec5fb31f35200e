/**
 * Prints photographs of people of LFW for `facelogin evaluate attack-sim --photo`. A rule picks them, so that nobody
 * does: the people in identities.json who are also in the given folds of pairs.tsv, sorted by name, each one's first
 * image.
 *
 *     node scripts/photographs.mjs FOLDER FOLDS FROM EVERY COUNT      # .../lfw-dev 4,5 1 5 20
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, folds, from, every, count] = process.argv.slice(2);
if (!count) throw new Error('Say which: FOLDER FOLDS FROM EVERY COUNT');
const chosen = new Set(folds.split(','));
const pairs = readFileSync(join(folder, 'pairs.tsv'), 'utf8').trim().split('\n').slice(1);
const people = new Set();
for (const [a, b, , fold] of pairs.map((line) => line.trim().split('\t'))) {
  if (chosen.has(fold)) for (const image of [a, b]) people.add(image.slice(0, image.indexOf('/')));
}
const identities = JSON.parse(readFileSync(join(folder, 'identities.json'), 'utf8'));
const names = Object.keys(identities).filter((name) => people.has(name));
const picked = names.sort().filter((_, index) => index >= Number(from) && (index - Number(from)) % Number(every) === 0);
const files = picked.slice(0, Number(count)).map((name) => join(folder, 'images', identities[name][0]));
process.stdout.write(`${files.join(',')}\n`);
