/** Compares enrolled people with each other and with themselves, by their stored templates. */
import { setImmediate } from 'node:timers/promises';
import { seededRandom } from '../../biometrics/random.ts';
import type { GalleryTemplate } from '../protocol.ts';
import type { Recognizer, Reference } from '../recognizers/recognizer.ts';
import { decodeReference } from './gallery.ts';

/** People compared at most. Half a million pairs of people are more than any threshold needs, and take seconds. */
const PEOPLE_MOST = 1_000;

export type Person = { userId: string; references: Reference[] };

function peopleOf(templates: readonly GalleryTemplate[], recognizer: Recognizer): Person[] {
  const people = new Map<string, Person>();
  for (const template of templates) {
    const reference = decodeReference(recognizer, template);
    if (!reference) continue;
    const person = people.get(template.userId) ?? { userId: template.userId, references: [] };
    person.references.push(reference);
    people.set(template.userId, person);
  }
  return [...people.values()];
}

/** Draws at most {@link PEOPLE_MOST} people evenly while it reads them (J. S. Vitter's algorithm R, 1985). */
export async function samplePeople(batches: AsyncIterable<GalleryTemplate[]>, recognizer: Recognizer) {
  const random = seededRandom(1);
  const people: Person[] = [];
  let enrolled = 0;
  for await (const batch of batches) {
    for (const person of peopleOf(batch, recognizer)) {
      const place = enrolled < PEOPLE_MOST ? enrolled : Math.floor(random() * (enrolled + 1));
      if (place < PEOPLE_MOST) people[place] = person;
      enrolled++;
    }
  }
  return { people, enrolled };
}

/** All genuine and impostor scores, each list sorted ascending. */
export async function compareAll(people: readonly Person[], recognizer: Recognizer) {
  const index = recognizer.createIndex();
  for (const { userId, references } of people) index.put(userId, references);
  const genuine: number[] = [];
  const impostor: number[] = [];
  for (const { userId, references } of people) {
    for (const reference of references) {
      for (const other of people) {
        if (other.userId !== userId) impostor.push(index.verify(reference.template, other.userId)!.score);
      }
      index.put(
        userId,
        references.filter((one) => one !== reference),
      );
      const own = index.verify(reference.template, userId);
      if (own) genuine.push(own.score);
    }
    index.put(userId, references);
    // A running server answers requests in between.
    await setImmediate();
  }
  return { genuine: Float64Array.from(genuine).sort(), impostor: Float64Array.from(impostor).sort() };
}
