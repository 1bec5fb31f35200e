/**
 * Strangers of one group before a gallery of people of the same group. Only relatives are harder to tell apart. It
 * matters how many people of the group are enrolled, since the recognizer's centre follows the gallery.
 */

import { seededRandom, shuffled } from '../../src/biometrics/random.ts';
import type { Impostors } from '../../src/biometrics/rates/tail.ts';
import { TEMPLATES_PER_PERSON } from '../../src/biometrics/threshold.ts';
import type { Recognizer } from '../../src/vision/recognizers/recognizer.ts';
import { enroll, scorer } from '../data/gallery.ts';
import type { Portrayed } from '../data/portraits.ts';

export type ImpostorOptions = {
  recognizer: Recognizer;
  /** People of the group who are enrolled at a time. */
  enrolled: number;
  /** The source whose centre is left out, so that its people are as new to the recognizer as those of an operator. */
  unseen?: string;
  /** People of other groups who are enrolled with them, in each gallery. */
  others?: readonly Portrayed[];
};

/** About how often each person is enrolled, and the most comparisons that this may take. */
const TIMES_EACH = 2;
const COMPARISONS_MOST = 1_000_000;

/**
 * Galleries of people by their numbers. Where a score depends on nobody else, it is one gallery of everybody: a search
 * compares with all at once, several times as fast. Else each gallery holds `enrolled` people.
 */
function galleriesOf(people: number, enrolled: number, follows: boolean): number[][] {
  const everybody = Array.from({ length: people }, (_, number) => number);
  if (!follows) return [everybody];
  if (enrolled === 1) return everybody.map((number) => [number]);
  const wanted = Math.min((TIMES_EACH * people) / enrolled, COMPARISONS_MOST / (enrolled * people));
  const count = Math.ceil(wanted);
  return Array.from({ length: count }, (_, seed) => shuffled(everybody, seededRandom(seed + 1)).slice(0, enrolled));
}

/** Fills a gallery with some of the people, under their numbers. */
function openGallery(people: readonly Portrayed[], gallery: readonly number[], options: ImpostorOptions) {
  const { recognizer, unseen, others = [] } = options;
  const index = recognizer.createIndex(unseen ? { unseen } : {});
  for (const [number, { templates }] of others.entries()) {
    enroll(index, `other ${number}`, templates.slice(0, 1));
  }
  for (const owner of gallery) {
    enroll(index, `${owner}`, people[owner]!.templates.slice(0, TEMPLATES_PER_PERSON));
  }
  return index;
}

/**
 * Compares everybody's images with everybody else who is enrolled, gallery after gallery.
 * @param people of one group. Numbers in the result are places in this list.
 * @returns no scores where the group has fewer than two people more than are enrolled.
 */
export function impostorsOf(people: readonly Portrayed[], options: ImpostorOptions): Impostors {
  const { enrolled, recognizer } = options;
  const follows = recognizer.follows ?? false;
  const galleries = people.length < enrolled + 2 ? [] : galleriesOf(people.length, enrolled, follows);
  const images = people.reduce((sum, { templates }) => sum + templates.length, 0);
  const most = galleries.reduce((sum, gallery) => sum + gallery.length * images, 0);
  const [scores, pairs] = [new Float32Array(most), new Uint32Array(most)];
  let count = 0;
  for (const gallery of galleries) {
    const index = openGallery(people, gallery, options);
    const oneByOne = (probe: unknown) => (name: string) => index.verify(probe, name)!.score;
    const scoreOf = follows ? oneByOne : scorer(index, gallery.length);
    // Where scores depend on the gallery, an enrolled person is no stranger to it.
    const inside = new Set(follows ? gallery : []);
    for (const [stranger, { templates }] of people.entries()) {
      if (inside.has(stranger)) continue;
      for (const template of templates) {
        const score = scoreOf(template);
        for (const owner of gallery) {
          if (owner === stranger) continue;
          scores[count] = score(`${owner}`);
          pairs[count++] = stranger * people.length + owner;
        }
      }
    }
  }
  return { people: people.length, scores: scores.subarray(0, count), pairs: pairs.subarray(0, count) };
}

/** Names that stand for one person: each has a number of the first of them that was found. */
function identities(people: number) {
  const first = Array.from({ length: people }, (_, name) => name);
  const of = (name: number): number => {
    let found = name;
    while (first[found] !== found) found = first[found]!;
    first[name] = found;
    return found;
  };
  const join = (a: number, b: number): void => {
    first[of(a)] = of(b);
  };
  return { of, join };
}

/**
 * Leaves out pairs of names that are one person. Collections of portraits have a few, and at an FMR of one in 100,000
 * nothing else would be counted. Who is one person with the same third name is one person, too.
 * @param from the score from which two names count as one person.
 * @returns the comparisons of different people, and how many pairs of names reached the score.
 */
export function withoutDoubles({ people, scores, pairs }: Impostors, from: number): Impostors & { doubles: number } {
  const doubles = new Set<number>();
  const { of, join } = identities(people);
  const namesOf = (pair: number): [number, number] => [Math.floor(pair / people), pair % people];
  for (const [at, score] of scores.entries()) {
    if (score < from) continue;
    const [stranger, owner] = namesOf(pairs[at]!);
    doubles.add(Math.min(stranger, owner) * people + Math.max(stranger, owner));
    join(stranger, owner);
  }
  const different = (at: number) => {
    const [stranger, owner] = namesOf(pairs[at]!);
    return of(stranger) !== of(owner);
  };
  const kept = (_: number, at: number) => doubles.size === 0 || different(at);
  return { people, scores: scores.filter(kept), pairs: pairs.filter(kept), doubles: doubles.size };
}
