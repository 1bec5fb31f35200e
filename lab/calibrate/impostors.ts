/**
 * Strangers of one group before a gallery of people of the same group: the hardest strangers there are but relatives.
 * How many of their own kind are enrolled matters, since the recognizer's centre follows the gallery.
 */

import { seededRandom, shuffled } from '../../src/biometrics/random.ts';
import type { Impostors } from '../../src/biometrics/rates/tail.ts';
import { TEMPLATES_PER_PERSON } from '../../src/biometrics/threshold.ts';
import type { Recognizer } from '../../src/vision/recognizers/recognizer.ts';
import { scorer } from '../data/draws.ts';
import type { Portrayed } from '../data/portraits.ts';

export type ImpostorOptions = {
  recognizer: Recognizer;
  /** People of the group who are enrolled at a time. */
  enrolled: number;
  /** The source whose centre is left out, so that its people are as new to the recognizer as a customer's. */
  unseen?: string;
  /** People of other groups who are enrolled with them, in each gallery. */
  others?: readonly Portrayed[];
};

/** Each person is enrolled about so often, as long as the comparisons are no more than these. */
const TIMES_EACH = 2;
const COMPARISONS_MOST = 1_000_000;

/**
 * Galleries of people by their numbers. Before one person: one gallery of each; or one of everybody, where a score
 * depends on nobody else: a search compares with all at once, several times as fast.
 */
function galleriesOf(people: number, enrolled: number, follows: boolean): number[][] {
  const everybody = Array.from({ length: people }, (_, number) => number);
  if (!follows) return [everybody];
  if (enrolled === 1) return everybody.map((number) => [number]);
  const wanted = Math.min((TIMES_EACH * people) / enrolled, COMPARISONS_MOST / (enrolled * people));
  const count = Math.ceil(wanted);
  return Array.from({ length: count }, (_, seed) => shuffled(everybody, seededRandom(seed + 1)).slice(0, enrolled));
}

/** A gallery of some of the people, under their numbers. */
function enroll(people: readonly Portrayed[], gallery: readonly number[], options: ImpostorOptions) {
  const { recognizer, unseen, others = [] } = options;
  const index = recognizer.createIndex(unseen ? { unseen } : {});
  for (const [number, { templates }] of others.entries()) {
    index.put(`other ${number}`, [{ templateId: '', template: templates[0] }]);
  }
  for (const owner of gallery) {
    const own = people[owner]!.templates.slice(0, TEMPLATES_PER_PERSON);
    index.put(
      `${owner}`,
      own.map((template) => ({ templateId: `${owner}`, template })),
    );
  }
  return index;
}

/**
 * Scores of everybody's images with everybody else who is enrolled, gallery after gallery.
 * @param people of one group; numbers in the result are places in this list.
 * @returns nothing where the group has not two people more than are enrolled.
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
    const index = enroll(people, gallery, options);
    const oneByOne = (probe: unknown) => (name: string) => index.verify(probe, name)!.score;
    const scoreOf = follows ? oneByOne : scorer(index, gallery.length);
    // Who is enrolled is a stranger to nobody where the gallery has a say.
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

/**
 * Leaves out people who are there twice: two names, one face. Collections of portraits have a few, and at rates of one
 * in 100,000 they would be all that is counted.
 * @param from the score from which two people count as one.
 * @returns the comparisons of different people, and how many pairs of names were left out.
 */
export function withoutDoubles({ people, scores, pairs }: Impostors, from: number): Impostors & { doubles: number } {
  const doubles = new Set<number>();
  const nameOf = (pair: number) => {
    const [stranger, owner] = [Math.floor(pair / people), pair % people];
    return Math.min(stranger, owner) * people + Math.max(stranger, owner);
  };
  for (const [at, score] of scores.entries()) if (score >= from) doubles.add(nameOf(pairs[at]!));
  const kept = (_: number, at: number) => doubles.size === 0 || !doubles.has(nameOf(pairs[at]!));
  return { people, scores: scores.filter(kept), pairs: pairs.filter(kept), doubles: doubles.size };
}
